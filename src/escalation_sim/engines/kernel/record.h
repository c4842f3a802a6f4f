/* What happens in a history, told in records of one size. From them `telling.py` makes the trace that the SimPy engine keeps. */
#ifndef RECORD_H
#define RECORD_H

#include "block.h"

struct record {
    i32 kind, minute, what, number;
    double value;
};

enum kind {
    BEGAN,         /* what: quantity; value. All of them stand before everything else */
    BECAME_KNOWN,  /* what: quantity; value */
    TRIGGERED,     /* what: event; number: since when; value: when it will occur */
    LOST,          /* what: event; value: when the one on its way is due */
    TOO_LATE,      /* what: event; value: when it would be due */
    ASSIGNED,      /* what: quantity; value. Those of an occurrence stand before it */
    OCCURRED,      /* what: event; number: the how-manieth; value: 0, or a `stop` */
    BRAKED,        /* what: brake; number: 1 on, 0 off */
    BUILT,         /* what: way; value: the minutes of `for`. The conditions of a way have come to hold */
    BROKEN,        /* what: way. They hold no longer */
    HELD_BACK,     /* what: way. It is blocked */
    DECIDED_ON,    /* what: way; number: of the decision; value: the minutes that it still needs */
    PUT_OFF,       /* what: way; value: minutes. The answer was to wait */
    SHELVED_AWAY,  /* what: way */
    OVERTAKEN,     /* what: way */
    REFUSED_AT,    /* what: way; value: the chance of the yes that luck did not give. It stands before the next */
    REFUSED_UNTIL, /* what: way; value: when it opens, or -1 */
    REOPENED,      /* what: way */
    MOVED,         /* what: way */
    STOOD,         /* what: way, at the end; number: its `phase` */
    WAITED,        /* what: event, at the end; number: since when its condition has held; value: how long it must */
    RESTLESS       /* what: an event, or -1 - stage: it asked for another round of a minute without end */
};

enum stop { BY_WHILE = 1, BY_CHANCE = 2 };

struct log {
    struct record *records; /* 0 where nobody listens */
    i64 room, count;
    int shut; /* the history has stopped */
};

static inline int is_listened_to(const struct log *log) { return log->records != 0; }

/* What has no room any more is counted. */
static inline void tell(struct log *log, struct record record) {
    if (log->shut) return;
    if (log->count < log->room) log->records[log->count] = record;
    log->count++;
}

#endif
