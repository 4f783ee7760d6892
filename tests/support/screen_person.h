/*
 * screen_person - a session on the fake db with somebody signed on, for the
 * tests of screens. Call fake_db_reset() and person_answers() before
 * player_new; pass person_session as player_setup.session.
 */
#ifndef GEMBA_TESTS_SCREEN_PERSON_H
#define GEMBA_TESTS_SCREEN_PERSON_H

#include "core/session.h"

#define PERSON_STOREKEEPER "{cost.view,materials.issue,materials.receive,materials.view}"
#define PERSON_NO_COSTS	   "{materials.issue,materials.receive,materials.view}"
#define PERSON_SUPERVISOR  "{cost.view,materials.issue,materials.override,materials.receive,materials.view}"

/* Answers of hello, sign_on (M. Rossi, Plant Rho, EUR), listen, sign_off and unlock. */
void person_answers(const char *permissions);
/* Connected, nobody signed on. */
struct session *person_nobody(const struct clock *clock);
/* Connected and signed on. */
struct session *person_session(const struct clock *clock);

#endif
