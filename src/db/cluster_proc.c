/*
 * cluster_proc - running programs, the postmaster and its pid file.
 *
 * The server's programs are started directly, without pg_ctl: that one goes
 * through a shell, and a home may have any name.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/str.h"
#include "db/cluster_os.h"

enum { POLL_MS = 20, EXIT_NO_EXEC = 127, EXIT_NO_USER = 126 };

/* Lines of postmaster.pid, counted from 0. */
enum { PIDFILE_PID = 0, PIDFILE_DATA = 1, PIDFILE_SOCKET = 4, PIDFILE_STATUS = 7, PIDFILE_LINES = 8 };

void proc_pause(int ms)
{
	(void)poll(NULL, 0, ms);
}

int64_t proc_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- finding the programs ---- */

static bool has_program(const char *dir, const char *name)
{
	char path[PATH_MAX];

	return str_format(path, sizeof(path), "%s/%s", dir, name) && access(path, X_OK) == 0;
}

static bool programs_in(struct programs *p, const char *dir)
{
	char lib[PATH_MAX];

	if (str_empty(dir) || !has_program(dir, "initdb") || !has_program(dir, "postgres"))
		return false;
	if (!str_copy(p->bin, sizeof(p->bin), dir))
		return false;
	p->has_cron = str_format(lib, sizeof(lib), "%s/../lib/pg_cron.so", dir) && access(lib, R_OK) == 0;
	return true;
}

/* One line of what "pg_config --bindir" prints. */
static bool ask_pg_config(char *ret, size_t size)
{
	char *const argv[] = { (char *)"pg_config", (char *)"--bindir", NULL };
	int fds[2];
	ssize_t n;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) != 0)
		return false;
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDOUT_FILENO);
		execvp(argv[0], argv);
		_exit(EXIT_NO_EXEC);
	}
	close(fds[1]);
	n = pid > 0 ? read(fds[0], ret, size - 1) : -1;
	close(fds[0]);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	ret[n > 0 ? n : 0] = '\0';
	str_trim(ret);
	return ret[0] != '\0';
}

bool proc_programs(struct programs *ret, struct err *err)
{
	const char *wanted = getenv("PG_BINDIR");
	char dir[512];

	*ret = (struct programs){ 0 };
	if (!str_empty(wanted)) {
		if (programs_in(ret, wanted))
			return true;
		err_set(err, ERR_NOT_FOUND, "NO_POSTGRESQL", "",
			"PG_BINDIR names %s, where PostgreSQL's server programs are not.", wanted);
		return err_hint(err, "Unset it, or name the directory that holds initdb and postgres.");
	}
	if (programs_in(ret, "/usr/lib/postgresql/15/bin"))
		return true;
	if (ask_pg_config(dir, sizeof(dir)) && programs_in(ret, dir))
		return true;
	err_set(err, ERR_NOT_FOUND, "NO_POSTGRESQL", "", "PostgreSQL 15's server programs are missing.");
	return err_hint(err, "make deps, or apt-get install postgresql-15 postgresql-contrib");
}

/* ---- running them ---- */

static bool become(const struct server_user *u)
{
	if (geteuid() != 0)
		return true;
	return initgroups(u->name, u->gid) == 0 && setgid(u->gid) == 0 && setuid(u->uid) == 0;
}

/* In the child: a clean environment, so that no PGPORT or LC_ALL of the caller reaches the server. */
static void run_child(const struct programs *p, const struct server_user *u, char *argv[], const char *log)
{
	char path[PATH_MAX];
	char *const environment[] = { (char *)"PATH=/usr/bin:/bin", (char *)"LC_ALL=C.UTF-8", (char *)"HOME=/", NULL };
	static const int ordinary[] = { SIGPIPE, SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGUSR1, SIGUSR2 };
	sigset_t none;
	int in, out;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (size_t i = 0; i < sizeof(ordinary) / sizeof(ordinary[0]); i++)
		signal(ordinary[i], SIG_DFL);
	setsid();
	umask(0077);
	if (!become(u) || chdir("/") != 0)
		_exit(EXIT_NO_USER);
	in = open("/dev/null", O_RDONLY);
	out = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
	if (in < 0 || out < 0)
		_exit(EXIT_NO_USER);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	close_range(3, ~0U, 0);
	if (str_format(path, sizeof(path), "%s/%s", p->bin, argv[0])) {
		argv[0] = path; /* they look for one another beside it */
		execve(path, argv, environment);
	}
	_exit(EXIT_NO_EXEC);
}

bool proc_spawn(const struct programs *p, const struct server_user *u, char *argv[], const char *log, pid_t *ret,
		struct err *err)
{
	pid_t pid;

	signal(SIGCHLD, SIG_DFL); /* ignored, it would take the exit codes away */
	pid = fork();
	if (pid < 0)
		return files_err(err, "start", argv[0]);
	if (pid == 0)
		run_child(p, u, argv, log);
	*ret = pid;
	return true;
}

bool proc_run(const struct programs *p, const struct server_user *u, char *argv[], const char *log, int64_t limit_ms,
	      struct err *err)
{
	int64_t until = proc_now_ms() + limit_ms;
	int status = 0;
	pid_t pid = 0, ended = 0;

	if (!proc_spawn(p, u, argv, log, &pid, err))
		return false;
	while (ended == 0) {
		ended = waitpid(pid, &status, WNOHANG);
		if (ended == 0 && proc_now_ms() > until) {
			kill(pid, SIGKILL);
			ended = waitpid(pid, &status, 0);
		} else if (ended == 0) {
			proc_pause(POLL_MS);
		}
	}
	if (ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	err_set(err, ERR_BUG, "PROGRAM_FAILED", "", "%s failed.", argv[0]);
	return err_hint(err, "See %s", log);
}

/* In a child, since only a process of that user can tell: exit code 0, or 1 with the length in the pipe. */
static void blocked_child(const struct server_user *u, const char *path, int out)
{
	char part[PATH_MAX];
	size_t length = strlen(path);

	if (!become(u))
		_exit(EXIT_NO_USER);
	for (size_t i = 1; i <= length; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (access(part, X_OK) == 0)
			continue;
		if (errno != ENOENT && write(out, &i, sizeof(i)) == (ssize_t)sizeof(i))
			_exit(1);
		break;
	}
	_exit(0);
}

bool proc_blocked_at(const struct server_user *u, const char *path, char *ret, size_t size)
{
	size_t length = 0;
	int fds[2];
	pid_t pid;
	bool blocked;

	if (geteuid() != 0 || pipe2(fds, O_CLOEXEC) != 0)
		return false;
	pid = fork();
	if (pid == 0)
		blocked_child(u, path, fds[1]);
	close(fds[1]);
	blocked = pid > 0 && read(fds[0], &length, sizeof(length)) == (ssize_t)sizeof(length);
	close(fds[0]);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	if (blocked)
		str_format(ret, size, "%.*s", (int)length, path);
	return blocked;
}

/* ---- the postmaster ---- */

struct identity {
	bool changed;
	gid_t gid;
};

/*
 * Root in a container often lacks the right to see the working directory of
 * another user's process, whereas that user himself has it.
 */
static struct identity owner_become(const char *data_dir)
{
	struct identity before = { .gid = getegid() };
	struct stat st;

	if (geteuid() != 0 || stat(data_dir, &st) != 0 || st.st_uid == 0)
		return before;
	before.changed = setegid(st.st_gid) == 0 && seteuid(st.st_uid) == 0;
	return before;
}

static void owner_leave(struct identity before)
{
	if (before.changed && (seteuid(0) != 0 || setegid(before.gid) != 0))
		abort();
}

static bool is_postgres(pid_t pid)
{
	char path[64], name[32];

	snprintf(path, sizeof(path), "/proc/%ld/comm", (long)pid);
	return files_read(path, name, sizeof(name)) && str_starts(name, "postgres");
}

/* Every process of a server has its data directory as working directory. */
static bool is_of_cluster(pid_t pid, const char *data_dir)
{
	char path[64];
	struct stat cwd, data;

	snprintf(path, sizeof(path), "/proc/%ld/cwd", (long)pid);
	return stat(path, &cwd) == 0 && stat(data_dir, &data) == 0 && cwd.st_ino == data.st_ino &&
	       cwd.st_dev == data.st_dev && is_postgres(pid);
}

static bool pid_file_read(const char *data_dir, struct postmaster *ret)
{
	char path[PATH_MAX], text[4096], *line[PIDFILE_LINES] = { 0 }, *rest = text;
	long pid;

	*ret = (struct postmaster){ 0 };
	if (!str_format(path, sizeof(path), "%s/postmaster.pid", data_dir) || !files_read(path, text, sizeof(text)))
		return false;
	for (size_t i = 0; i < PIDFILE_LINES && rest; i++)
		line[i] = strsep(&rest, "\n");
	pid = strtol(line[PIDFILE_PID], NULL, 10);
	if (pid <= 1 || pid > INT_MAX)
		return false;
	ret->pid = (pid_t)pid;
	ret->alive = is_of_cluster(ret->pid, data_dir);
	if (line[PIDFILE_SOCKET])
		str_copy(ret->socket_dir, sizeof(ret->socket_dir), line[PIDFILE_SOCKET]);
	ret->ready = ret->alive && line[PIDFILE_STATUS] && str_starts(line[PIDFILE_STATUS], "ready");
	return true;
}

bool proc_postmaster(const char *data_dir, struct postmaster *ret)
{
	struct identity before = owner_become(data_dir);
	bool ok = pid_file_read(data_dir, ret);

	owner_leave(before);
	return ok;
}

size_t proc_signal_all(const char *data_dir, int sig)
{
	struct identity before = owner_become(data_dir);
	DIR *proc = opendir("/proc");
	struct dirent *e;
	size_t n = 0;

	while (proc && (e = readdir(proc))) {
		long pid = strtol(e->d_name, NULL, 10);

		if (pid <= 1 || !is_of_cluster((pid_t)pid, data_dir))
			continue;
		kill((pid_t)pid, sig);
		n++;
	}
	if (proc)
		closedir(proc);
	owner_leave(before);
	return n;
}
