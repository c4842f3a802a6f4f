/* A history while it is played. `play.c` drives it minute by minute; the events, the ladder and the outcomes read and write what
   stands here. Nothing is allocated: all that its pointers name lies in room that the host provides, and nothing of one call is
   left for the next. */
#ifndef PLAY_H
#define PLAY_H

#include <stddef.h>

#include "luck.h"
#include "programme.h"
#include "record.h"

enum { DAY = 1440, MOST_ROUNDS = 1000, MOST_MINUTES = 1000000, NEVER = INT32_MAX };

/* What a call asks for. Every address is that of memory of the host. */
struct call {
    u64 block, room;
    u64 keys;         /* u64, two for each place */
    u64 parameters;   /* double, one for each */
    u64 varying;      /* i32, `varied`: the parameters that differ from lane to lane … */
    u64 values;       /* double, lanes × varied: … and their values */
    u64 replications; /* i64, one for each lane */
    u64 left_out;     /* u8, variants × (events, then brakes): 1 where it is as if its `while` were false */
    u64 variants;     /* i32, one for each lane: which row of `left_out`, or NONE; 0: NONE in all lanes */
    u64 answers;      /* i32: what is answered to the decisions of a history, one after the other: YES, NO, or minutes to wait */
    u64 answered;     /* i32, lanes + 1: where the answers of a lane begin, and those of the last end; 0: luck decides */
    u64 injected;     /* i32, pairs of a minute and the event that has its effect then, in the order in which they happen … */
    u64 injections;   /* i32, lanes + 1: … where those of a lane begin, and those of the last end; 0: there are none */
    u64 compiled;     /* where in the table of functions those of the expressions begin; 0: there are none */
    u64 rows;         /* lanes × row_bytes: what becomes of each */
    u64 log;          /* struct record, `log_room` of them */
    i64 lanes, varied, left_outs, log_room;
    i64 logged; /* what the log would have taken; the caller looks whether that fitted */
};

enum answer { YES = -1, NO = -2 };

/* An event that somebody lets happen. Its number is INJECTED and its minute: none comes up so often of its own accord. */
struct injection {
    i32 minute, event;
};

enum { INJECTED = 0x40000000 };

/* Why a history stopped. */
enum failure { NONE_FAILED, NOT_FINITE, NEGATIVE_TIME, NO_CHANCE, ENDLESS_MINUTE, TOO_MANY_MINUTES };

enum phase { WATCHING, BUILDING, BLOCKED, DECIDING, CLOSED };

/* Where an event stands. */
struct occurrences {
    i32 came, effects, triggers;
    i32 holding_since; /* since when `when` has held; NONE: it does not hold */
    i32 spent;         /* whether it has set the event off since then */
    i64 on_its_way;    /* until when; NONE: nothing is */
    i64 until;
};

/* Where a way stands that leads from where an actor stands. */
struct way_state {
    i32 phase;
    i32 begun;    /* whether a decision has begun */
    i32 number;   /* of that decision */
    i32 entered;  /* when this phase began */
    i64 ready;    /* when `for` is over */
    i64 left;     /* what the decision still needed when the phase was entered */
    i64 opens;    /* when a closed way opens; NONE: once `keep` breaks */
};

/* Where an actor stands on a ladder, with the ways from there, and what time is charged to. */
struct climber {
    i32 ladder;    /* which it is */
    i32 stage, highest;
    i32 first_way, ways;         /* those from where it stands */
    i32 first_state, first_due;  /* of `ways` and of `due` in struct play: where each of them stands, and when it is to be looked at */
    i32 chosen;                  /* the way that will be taken, or NONE */
    i32 arrived, awake;          /* whether it has just arrived, and whether it is time to look at a way again */
    i32 looks;                   /* whether its ways were looked at in this round */
    i32 is_unsettled;            /* whether time may have to be charged otherwise after this minute: a phase or a brake is another */
    i32 charged_up_to, charged_stage, is_deciding, is_blocked;
    i32 first_column, words;     /* of `blocked`, and of a set of its columns */
    i32 first_charged;           /* of `charged` and `charging` in struct play */
};

/* An aggregate as far as it has been seen. */
struct seen {
    double value, result, area;
    i32 since;
    i32 kind, formula;
    i32 slot; /* where the expression is a part of the state: that; else NONE */
};

/* The columns of one history, see `row_bytes`. */
struct row {
    double *outcomes, *wrong;
    i32 *first_reached, *stage_minutes, *blocked, *blocked_alone;
    i32 *counts;  /* enum count, by ladder */
    i32 *stopped; /* enum stopped */
};

enum count { TIME_DECIDING, CLIMBS, DESCENTS, SHELVED, REFUSED, FINAL_PLACE, HIGHEST_PLACE, COUNTS };
enum stopped { FAILURE, FAILED_AT, FAILED_IN_MINUTE, STOPPED };

struct play {
    struct programme it;
    struct luck luck;
    struct log log;
    uintptr_t compiled;
    double *r;      /* the state and what expressions work with, by register */
    double *next;   /* the new values of one event, or of all quantities */
    i64 *fixed;     /* by formula: the minutes of a time that parameters alone decide, else NONE */
    i32 *parametrics; /* the formulas of which these are other ones with other parameters, `parametric` of them */
    i32 parametric;
    i32 *due;       /* by event, then by ladder and way from where its actor stands, then by event that is held: when it is due, or NEVER */
    i32 dues;       /* how many of these, with what makes them fill whole vectors */
    i32 first_wake, first_hold;
    i32 *waker;     /* of `due` from first_wake on: whose way that is */
    i32 at;         /* how many entries of the timeline are known */
    i32 now, rounds, due_minutes;
    struct occurrences *events;
    i32 *watched;   /* the events that wait for a condition, `watching` of them */
    i32 *hold_due;  /* by event: which of `due` says when its condition has held for long enough, or NONE */
    i32 *holder;    /* the events whose condition has to hold for a while, in the order of `due` */
    u8 *held;       /* by event: whether its condition has just held for long enough … */
    i32 any_held;   /* … and whether that is so of any */
    i32 watching;
    const u8 *left_out; /* by event, then by brake; or 0 */
    const i32 *answers;
    i64 answers_left;
    const struct injection *injected; /* those still to come, `injected_left` of them */
    i64 injected_left;
    /* Sets of what reads the state, conditions and then aggregates, `words` long: */
    i32 words;
    u64 *stale;     /* those that read something that has another value since they were looked at */
    u64 *reads;     /* by slot: those that read it */
    u64 *holds;     /* the conditions that are true */
    u64 *changed;   /* those that were not what they are now at the last look */
    u64 *needed;    /* those that matter where the actors stand */
    u64 *always;    /* those that matter wherever they stand */
    u64 *climbing;  /* those that matter to the ways from where they stand */
    u64 *from_stage; /* by stage: those that matter to its ways */
    u64 *unbraked;  /* all but the brakes that are left out */
    u64 *aggregates; /* all aggregates */
    struct seen *seen;
    i32 seeing;     /* whether they have been seen at all */
    /* The ladders: */
    struct climber *climbers;
    i32 ladders;    /* and climbers */
    struct way_state *ways; /* by ladder: those from where its actor stands */
    i32 *decisions; /* by way: how many were begun */
    i32 restless;   /* whether an actor has arrived or is to look at its ways again */
    i32 braked;     /* whether any brake has come on or gone off since the last look */
    i32 unsettled;  /* whether any actor is */
    /* Sets of columns of `blocked`, by ladder, counted from the first of its own; of each first all, then those that are charged alone: */
    u64 *charged, *charging; /* those that time is charged to, and will be */
    struct row row;
    enum failure failure;
};

static inline u64 *set_of(u64 *sets, i32 k, i32 words) { return sets + (size_t)k * (size_t)words; }
static inline int in_set(const u64 *set, i32 k) { return (int)(set[k / 64] >> (k % 64) & 1); }
static inline void put_in(u64 *set, i32 k) { set[k / 64] |= (u64)1 << (k % 64); }

/* play.c */
void fail(struct play *play, enum failure failure, i32 what, double value);
void assign(struct play *play, i32 slot, double value);

/* What an expression is worth, given the registers: made by `assembly.py`, for those that take steps. */
typedef double compiled_expression(const double *registers);

/* expressions.c */
double value_of(struct play *play, i32 formula, i32 occurrence);
int is_true(const struct play *play, i32 formula);
i64 minutes_of(struct play *play, i32 formula, i32 occurrence);
int says_yes(struct play *play, i32 chance, i32 place, i32 occurrence);
void list_fixed(struct play *play);
void work_out(struct play *play);

/* events.c */
void set_out(struct play *play);
void occur(struct play *play, i32 event);
void let_happen(struct play *play);
int watch(struct play *play);
void tell_what_waits(struct play *play);

/* ladder.c */
void stand_at_start(struct play *play);
void stand_at_end(struct play *play);
int look_at_ladders(struct play *play);
void tell_how_ways_stand(struct play *play);

/* charges.c */
void charge(struct play *play);
void settle(struct play *play);

/* outcomes.c */
void mark_aggregates(struct play *play);
void see(struct play *play);
void total(struct play *play);

#endif
