/* Events: when each comes up, with what effect, and when what is watched for sets it off. */
#include "play.h"

/* A time beyond the end never comes, and what is due at or after `until` does not happen. */
static void come_at(struct play *play, i32 event, i64 minute) {
    if (minute < play->events[event].until && minute < play->it.head->end) play->due[event] = (i32)minute;
}

/* The time to the next occurrence; what rounds to nothing counts as one minute. */
static i64 interval(struct play *play, i32 event) {
    i64 minutes = minutes_of(play, play->it.events[event].every, play->events[event].came);
    return minutes > 1 ? minutes : 1;
}

static int is_exhausted(const struct play *play, i32 event) {
    i32 times = play->it.events[event].times;
    return times != NONE && play->events[event].came >= times;
}

/* The first occurrence of what has a date or a rhythm. */
void set_out(struct play *play) {
    for (i32 k = 0; k < play->it.head->events.count; k++) {
        const struct event *event = &play->it.events[k];
        play->events[k] = (struct occurrences){.holding_since = NONE, .on_its_way = NONE, .until = INT64_MAX};
        play->held[k] = 0;
        if (event->until != NONE) play->events[k].until = minutes_of(play, event->until, 0);
        if (event->trigger == AT) {
            come_at(play, k, minutes_of(play, event->at, 0));
        } else if (event->trigger == EVERY && event->first != NONE) {
            come_at(play, k, minutes_of(play, event->first, 0));
        } else if (event->trigger == EVERY) {
            i64 start = minutes_of(play, event->start, 0);
            come_at(play, k, start + interval(play, k));
        }
    }
}

static void tell_of(struct play *play, enum kind kind, i32 event, i32 number, double value) {
    if (is_listened_to(&play->log)) tell(&play->log, (struct record){kind, play->now, event, number, value});
}

static double within_bounds(const struct play *play, i32 quantity, double value) {
    const double *bounds = play->it.bounds + 2 * (size_t)quantity;
    return value < bounds[0] ? bounds[0] : value > bounds[1] ? bounds[1] : value;
}

/* Every new value is worked out before any is assigned. */
static void take_effect(struct play *play, i32 event, i32 number) {
    const struct event *it = &play->it.events[event];
    const struct set *sets = &play->it.sets[it->first_set];
    for (i32 k = 0; k < it->sets; k++) play->next[k] = within_bounds(play, sets[k].quantity, value_of(play, sets[k].formula, number));
    for (i32 k = 0; k < it->sets; k++) {
        assign(play, play->it.first_quantity + sets[k].quantity, play->next[k]);
        tell_of(play, ASSIGNED, sets[k].quantity, 0, play->next[k]);
    }
    play->events[event].effects++;
}

/* Next interval, `while`, `chance`, `set`: the first that says no ends it. */
void occur(struct play *play, i32 event) {
    const struct event *it = &play->it.events[event];
    i32 number = play->events[event].came++, stopped_by = 0;
    play->events[event].on_its_way = NONE;
    if (it->trigger == EVERY && !is_exhausted(play, event)) come_at(play, event, play->now + interval(play, event));
    if ((play->left_out && play->left_out[event]) || (it->guard != NONE && !is_true(play, it->guard)))
        stopped_by = BY_WHILE;
    else if (it->chance != NONE && !says_yes(play, it->chance, it->chance_place, number))
        stopped_by = BY_CHANCE;
    else
        take_effect(play, event, number);
    tell_of(play, OCCURRED, event, number, stopped_by);
}

/* What somebody lets happen in this minute has its effect, whatever its trigger. */
void let_happen(struct play *play) {
    for (; play->injected_left > 0 && play->injected->minute == play->now; play->injected++, play->injected_left--) {
        i32 event = play->injected->event, number = INJECTED + play->now;
        take_effect(play, event, number);
        tell_of(play, OCCURRED, event, number, 0);
    }
}

/* It is set off; a trigger while an occurrence is on its way is lost. Whether it occurs in this very minute. */
static int trigger(struct play *play, i32 event) {
    struct occurrences *mine = &play->events[event];
    mine->spent = 1;
    if (is_exhausted(play, event)) return 0;
    if (mine->on_its_way != NONE) {
        if (mine->on_its_way < mine->until) tell_of(play, LOST, event, 0, (double)mine->on_its_way);
        return 0;
    }
    i64 due = play->now + minutes_of(play, play->it.events[event].after, mine->triggers++);
    mine->on_its_way = due;
    if (due >= mine->until) {
        tell_of(play, TOO_LATE, event, 0, (double)due);
        return 0;
    }
    come_at(play, event, due);
    tell_of(play, TRIGGERED, event, mine->holding_since, (double)due);
    if (due != play->now) return 0;
    if (play->rounds > MOST_ROUNDS - 10) tell_of(play, RESTLESS, event, 0, 0);
    return 1;
}

/* The condition has just turned true: it sets the event off, or has to hold for a while. */
static int begin_to_hold(struct play *play, i32 event) {
    i64 hold = play->it.events[event].holds ? minutes_of(play, play->it.events[event].hold, 0) : 0;
    play->events[event].holding_since = play->now;
    play->events[event].spent = 0;
    if (hold == 0) return trigger(play, event);
    if (play->now + hold < play->it.head->end) play->due[play->hold_due[event]] = (i32)(play->now + hold);
    return 0;
}

static void cease_to_hold(struct play *play, i32 event) {
    play->events[event].holding_since = NONE;
    if (play->hold_due[event] != NONE) play->due[play->hold_due[event]] = NEVER;
}

/* Look at every `when`, in the order of the file: has it turned true, has it held for long enough? Whether something occurs in this
   very minute. */
int watch(struct play *play) {
    int again = 0;
    for (i32 k = 0; k < play->watching; k++) {
        i32 event = play->watched[k], condition = play->it.events[event].condition;
        if (in_set(play->changed, condition)) {
            if (in_set(play->holds, condition))
                again |= begin_to_hold(play, event);
            else
                cease_to_hold(play, event);
        } else if (play->held[event]) {
            again |= trigger(play, event);
        }
        play->held[event] = 0;
    }
    return again;
}

/* How long each condition had held when the period ended, where that was not long enough to set its event off. */
void tell_what_waits(struct play *play) {
    for (i32 k = 0; k < play->watching; k++) {
        i32 event = play->watched[k];
        const struct occurrences *mine = &play->events[event];
        if (mine->holding_since == NONE || mine->spent || is_exhausted(play, event)) continue;
        tell_of(play, WAITED, event, mine->holding_since, (double)minutes_of(play, play->it.events[event].hold, 0));
    }
}
