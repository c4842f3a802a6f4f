/* A history from its start to the end of the period, minute by minute; see "One minute" in the language reference. */
#include "play.h"

typedef i32 i32x4 __attribute__((vector_size(16)));
typedef u64 u64x2 __attribute__((vector_size(16)));

/* The history stops. What comes after the first failure says nothing any more. */
void fail(struct play *play, enum failure failure, i32 what, double value) {
    if (play->failure != NONE_FAILED) return;
    play->failure = failure;
    play->row.stopped[FAILURE] = failure;
    play->row.stopped[FAILED_AT] = what;
    play->row.stopped[FAILED_IN_MINUTE] = play->now;
    *play->row.wrong = value;
    play->log.shut = 1;
}

/* Give a part of the state a value, and remember who reads it. */
void assign(struct play *play, i32 slot, double value) {
    if (play->r[slot] == value) return;
    play->r[slot] = value;
    const u64 *readers = set_of(play->reads, slot, play->words);
    play->stale[0] |= readers[0];
    for (i32 k = 1; k < play->words; k++) play->stale[k] |= readers[k];
}

/* Look again at some of 64 conditions: those that are not what they were. Apart from what else a look does, compilers make better
   code of both. */
__attribute__((noinline)) static u64 look_again(struct play *play, i32 word, u64 stale) {
    u64 holds = play->holds[word];
    play->stale[word] &= ~stale;
    for (u64 left = stale; left; left &= left - 1) {
        i32 bit = __builtin_ctzll(left);
        u64 is = (u64)is_true(play, play->it.conditions[64 * word + bit]);
        holds = (holds & ~((u64)1 << bit)) | is << bit;
    }
    holds &= play->unbraked[word];
    u64 changed = holds ^ play->holds[word];
    play->holds[word] = holds;
    return changed;
}

/* The same for those that matter where the actors stand and that read something new. */
static u64 look_at_word(struct play *play, i32 word) {
    u64 stale = play->stale[word] & play->needed[word], changed = stale ? look_again(play, word, stale) : 0;
    play->changed[word] = changed;
    return changed;
}

/* The same for all: few scenarios have more than 64. Whether any is not what it was. */
static int look_at_conditions(struct play *play) {
    u64 any = look_at_word(play, 0);
    for (i32 word = 1; word < play->words; word++) any |= look_at_word(play, word);
    return any != 0;
}

/* Step 3 of a minute: every event's `when`, then the ladders. Whether there is a new round. */
static int look(struct play *play) {
    int changed = look_at_conditions(play);
    int again = changed || play->any_held ? watch(play) : 0;
    play->any_held = 0;
    return look_at_ladders(play) | again;
}

static void become_known(struct play *play) {
    const struct known *known = play->it.timeline;
    for (; play->at < play->it.head->timeline.count && known[play->at].minute == play->now; play->at++) {
        i32 slot = known[play->at].slot;
        assign(play, slot, known[play->at].value);
        if (is_listened_to(&play->log))
            tell(&play->log, (struct record){BECAME_KNOWN, play->now, slot - play->it.first_quantity, 0, known[play->at].value});
    }
}

/* One thing that is due: an event comes up, a way is to be looked at, or an event's condition has held for long enough. */
static void come_true(struct play *play, i32 k) {
    play->due[k] = NEVER;
    if (k < play->first_wake) {
        occur(play, k);
    } else if (k < play->first_hold) {
        play->climbers[play->waker[k - play->first_wake]].awake = play->restless = 1;
    } else {
        play->held[play->holder[k - play->first_hold]] = 1;
        play->any_held = 1;
    }
}

/* Whether any of four numbers is a certain one. */
static int is_among(const i32 *four, i32 number) {
    i32x4 numbers;
    __builtin_memcpy(&numbers, four, sizeof numbers);
    u64x2 found = (u64x2)(numbers == number);
    return (found[0] | found[1]) != 0;
}

/* Step 2 of a minute: timelines, what somebody lets happen, then occurrences in the order of the file, and what it is time to look at again. */
static void happen(struct play *play) {
    become_known(play);
    if (play->injected_left > 0) let_happen(play);
    for (i32 four = 0; four < play->dues; four += 4)
        if (is_among(play->due + four, play->now))
            for (i32 k = four; k < four + 4; k++)
                if (play->due[k] == play->now) come_true(play, k);
}

static void play_minute(struct play *play) {
    play->rounds = 1;
    int again = 1;
    while (again) {
        happen(play);
        again = look(play);
        if (again && ++play->rounds > MOST_ROUNDS) fail(play, ENDLESS_MINUTE, NONE, 0);
        if (play->failure != NONE_FAILED) return;
    }
    if (play->unsettled) settle(play);
    see(play);
}

/* The next minute at which anything is due. */
static i32 next_minute(const struct play *play) {
    i32 next = NEVER;
    for (i32 k = 0; k < play->dues; k++) next = play->due[k] < next ? play->due[k] : next;
    if (play->at < play->it.head->timeline.count && play->it.timeline[play->at].minute < next) next = play->it.timeline[play->at].minute;
    if (play->injected_left > 0 && play->injected->minute < next) next = play->injected->minute;
    return next;
}

static i32 busiest(const struct play *play) {
    i32 found = play->it.head->events.count ? 0 : NONE;
    for (i32 k = 1; k < play->it.head->events.count; k++)
        if (play->events[k].came > play->events[found].came) found = k;
    return found;
}

static void tell_how_it_begins(struct play *play) {
    for (i32 k = 0; k < play->it.head->quantities; k++)
        tell(&play->log, (struct record){BEGAN, 0, k, 0, play->r[play->it.first_quantity + k]});
}

/* Minute 0: initial values, the first intervals, the first look. */
static void begin(struct play *play) {
    const struct programme *it = &play->it;
    for (i32 k = 0; k < it->head->quantities; k++) play->next[k] = value_of(play, it->initial[k], 0);
    for (i32 k = 0; k < it->head->quantities; k++) {
        double value = play->next[k], low = it->bounds[2 * (size_t)k], high = it->bounds[2 * (size_t)k + 1];
        play->r[it->first_quantity + k] = value < low ? low : value > high ? high : value;
    }
    if (is_listened_to(&play->log)) tell_how_it_begins(play);
    set_out(play);
    look(play);
}

void play_history(struct play *play) {
    begin(play);
    play_minute(play);
    while (play->failure == NONE_FAILED) {
        i32 next = next_minute(play);
        if (next >= play->it.head->end) break;
        play->now = next;
        play->r[play->it.now_slot] = next / (double)DAY;
        if (++play->due_minutes > MOST_MINUTES) fail(play, TOO_MANY_MINUTES, busiest(play), 0);
        else play_minute(play);
    }
    if (play->failure != NONE_FAILED) return;
    play->now = play->it.head->end;
    charge(play);
    stand_at_end(play);
    if (is_listened_to(&play->log)) {
        tell_how_ways_stand(play);
        tell_what_waits(play);
    }
    total(play);
}
