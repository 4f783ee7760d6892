/*
 * num - decimal text to scaled int64 and back, without ever passing a float.
 */
#include "core/base/num.h"

#include <string.h>

#include "core/base/str.h"

enum { SCALE_MAX = 18 };

__extension__ typedef __int128 wide;

/* The parts of a decimal, borrowed from its text. */
struct decimal {
	bool negative;
	const char *whole; /* without leading zeros; n_whole may be 0 */
	size_t n_whole;
	const char *fraction; /* without trailing zeros; n_fraction may be 0 */
	size_t n_fraction;
};

static size_t count_digits(const char *s)
{
	size_t n = 0;

	while (s[n] >= '0' && s[n] <= '9')
		n++;
	return n;
}

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t\r\n");
}

/* [+-]digits[.digits] between blanks. */
static bool decimal_split(const char *s, struct decimal *ret)
{
	struct decimal d = { .fraction = "" };

	if (!s)
		return false;
	s = skip_blanks(s);
	d.negative = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	d.whole = s;
	d.n_whole = count_digits(s);
	if (d.n_whole == 0)
		return false;
	s += d.n_whole;
	if (*s == '.') {
		d.fraction = ++s;
		d.n_fraction = count_digits(s);
		if (d.n_fraction == 0)
			return false;
		s += d.n_fraction;
	}
	if (*skip_blanks(s) != '\0')
		return false;
	for (; d.n_whole > 0 && *d.whole == '0'; d.n_whole--)
		d.whole++;
	while (d.n_fraction > 0 && d.fraction[d.n_fraction - 1] == '0')
		d.n_fraction--;
	*ret = d;
	return true;
}

static bool push_digit(int64_t *magnitude, int digit)
{
	if (*magnitude > (NUM_LIMIT - 1 - digit) / 10)
		return false;
	*magnitude = *magnitude * 10 + digit;
	return true;
}

/* Magnitude with exactly scale decimals; digits beyond are left out. False: NUM_LIMIT reached. */
static bool decimal_scale(const struct decimal *d, int scale, int64_t *ret)
{
	int64_t magnitude = 0;

	for (size_t i = 0; i < d->n_whole; i++)
		if (!push_digit(&magnitude, d->whole[i] - '0'))
			return false;
	for (size_t i = 0; i < (size_t)scale; i++)
		if (!push_digit(&magnitude, i < d->n_fraction ? d->fraction[i] - '0' : 0))
			return false;
	*ret = magnitude;
	return true;
}

bool num_parse(const char *text, int scale, const char *field, int64_t *ret, struct err *err)
{
	struct decimal d;
	int64_t magnitude;

	if (!decimal_split(text, &d))
		return err_set(err, ERR_VALIDATION, "NOT_A_NUMBER", field, "not a number: %s", text ? text : "");
	if (d.n_fraction > (size_t)scale)
		return err_set(err, ERR_VALIDATION, "TOO_MANY_DECIMALS", field, "at most %d decimals are kept", scale);
	if (!decimal_scale(&d, scale, &magnitude))
		return err_set(err, ERR_VALIDATION, "TOO_LARGE", field, "too large: at most %d digits before the point",
			       SCALE_MAX - scale);
	*ret = d.negative ? -magnitude : magnitude;
	return true;
}

bool num_parse_positive(const char *text, int scale, const char *field, int64_t *ret, struct err *err)
{
	int64_t value;

	if (!num_parse(text, scale, field, &value, err))
		return false;
	if (value <= 0)
		return err_set(err, ERR_VALIDATION, "NOT_POSITIVE", field, "must be above zero");
	*ret = value;
	return true;
}

bool num_parse_not_negative(const char *text, int scale, const char *field, int64_t *ret, struct err *err)
{
	int64_t value;

	if (!num_parse(text, scale, field, &value, err))
		return false;
	if (value < 0)
		return err_set(err, ERR_VALIDATION, "NEGATIVE", field, "must not be below zero");
	*ret = value;
	return true;
}

bool num_parse_int(const char *text, const char *field, int64_t *ret, struct err *err)
{
	struct decimal d;
	int64_t value = 0;

	if (!decimal_split(text, &d) || d.fraction[0] != '\0')
		return err_set(err, ERR_VALIDATION, "NOT_A_NUMBER", field, "not a whole number: %s", text ? text : "");
	/* Downwards, because int64 reaches one further below zero. */
	for (size_t i = 0; i < d.n_whole; i++)
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, d.whole[i] - '0', &value))
			return err_set(err, ERR_VALIDATION, "TOO_LARGE", field, "too large");
	if (!d.negative && __builtin_sub_overflow(0, value, &value))
		return err_set(err, ERR_VALIDATION, "TOO_LARGE", field, "too large");
	*ret = value;
	return true;
}

/* Digits of value with at least scale + 1 of them, and its sign. */
static size_t digits_of(int64_t value, int scale, char ret[NUM_TEXT])
{
	uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	char reversed[NUM_TEXT];
	size_t n = 0;

	while (magnitude > 0 || n <= (size_t)scale) {
		reversed[n++] = (char)('0' + magnitude % 10);
		magnitude /= 10;
	}
	for (size_t i = 0; i < n; i++)
		ret[i] = reversed[n - 1 - i];
	ret[n] = '\0';
	return n;
}

void num_format(int64_t value, int scale, char ret[NUM_TEXT])
{
	num_format_grouped(value, scale, 0, "", ".", ret);
}

static void append_char(char ret[NUM_TEXT], char c)
{
	char text[2] = { c, '\0' };

	str_append(ret, NUM_TEXT, text);
}

void num_format_grouped(int64_t value, int scale, int min_decimals, const char *sep, const char *point,
			char ret[NUM_TEXT])
{
	char digits[NUM_TEXT] = "";
	size_t n = digits_of(value, scale, digits);
	size_t whole = n - (size_t)scale;
	size_t decimals = (size_t)scale;

	while (decimals > 0 && digits[whole + decimals - 1] == '0')
		decimals--;
	if (decimals < (size_t)min_decimals)
		decimals = (size_t)min_decimals;
	ret[0] = '\0';
	if (value < 0)
		append_char(ret, '-');
	for (size_t i = 0; i < whole; i++) {
		append_char(ret, digits[i]);
		if (i + 1 < whole && (whole - 1 - i) % 3 == 0)
			str_append(ret, NUM_TEXT, sep);
	}
	if (decimals > 0)
		str_append(ret, NUM_TEXT, point);
	for (size_t i = 0; i < decimals; i++)
		append_char(ret, i < (size_t)scale ? digits[whole + i] : '0');
}

bool num_trim(const char *numeric, char *ret, size_t size)
{
	struct decimal d;
	bool zero;

	if (!decimal_split(numeric, &d))
		return false;
	zero = d.n_whole == 0 && d.n_fraction == 0;
	return str_format(ret, size, "%s%.*s%s%.*s", d.negative && !zero ? "-" : "", d.n_whole ? (int)d.n_whole : 1,
			  d.n_whole ? d.whole : "0", d.n_fraction ? "." : "", (int)d.n_fraction, d.fraction);
}

bool num_round(const char *numeric, int scale, int64_t *ret)
{
	struct decimal d;
	int64_t magnitude;

	if (!decimal_split(numeric, &d) || !decimal_scale(&d, scale, &magnitude))
		return false;
	if (d.n_fraction > (size_t)scale && d.fraction[scale] >= '5' && ++magnitude >= NUM_LIMIT)
		return false;
	*ret = d.negative ? -magnitude : magnitude;
	return true;
}

/* value * 10^exponent, rounded half away from zero. */
static bool shift_decimal(wide value, int exponent, wide *ret)
{
	wide power = 1;

	for (; exponent > 0; exponent--)
		if (__builtin_mul_overflow(value, 10, &value))
			return false;
	for (; exponent < 0; exponent++)
		power *= 10;
	if (power > 1)
		value = (value + (value < 0 ? -power / 2 : power / 2)) / power;
	*ret = value;
	return true;
}

bool num_mul(int64_t a, int a_scale, int64_t b, int b_scale, int out_scale, int64_t *ret)
{
	wide product;

	if (!shift_decimal((wide)a * b, out_scale - a_scale - b_scale, &product))
		return false;
	if (product <= -NUM_LIMIT || product >= NUM_LIMIT)
		return false;
	*ret = (int64_t)product;
	return true;
}

bool num_add(int64_t a, int64_t b, int64_t *ret)
{
	int64_t sum;

	if (__builtin_add_overflow(a, b, &sum) || sum <= -NUM_LIMIT || sum >= NUM_LIMIT)
		return false;
	*ret = sum;
	return true;
}
