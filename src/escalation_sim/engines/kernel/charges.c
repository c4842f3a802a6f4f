/* What time is charged to: the stage where an actor stands, its decisions, and the brakes that hold them back. */
#include "play.h"

/* To the columns that are charged, as they stood until now. */
static void charge_brakes(struct play *play, const struct climber *it, i32 gone) {
    const u64 *charged = play->charged + it->first_charged, *alone = charged + it->words;
    for (i32 word = 0; word < it->words; word++)
        for (u64 left = charged[word]; left; left &= left - 1) {
            i32 column = 64 * word + __builtin_ctzll(left);
            play->row.blocked[it->first_column + column] += gone;
            if (in_set(alone, column)) play->row.blocked_alone[it->first_column + column] += gone;
        }
}

/* Charge the time up to now, as everything stood until now. */
static void charge_one(struct play *play, struct climber *it) {
    i32 gone = play->now - it->charged_up_to;
    it->charged_up_to = play->now;
    play->row.stage_minutes[it->charged_stage] += gone;
    if (it->is_deciding) play->row.counts[(size_t)it->ladder * COUNTS + TIME_DECIDING] += gone;
    charge_brakes(play, it, gone);
}

void charge(struct play *play) {
    for (i32 k = 0; k < play->ladders; k++) charge_one(play, &play->climbers[k]);
}

static int is_any(enum phase phase, const struct way_state *ways, i32 from, i32 to) {
    int found = 0;
    for (i32 k = from; k < to; k++) found |= ways[k].phase == (i32)phase;
    return found;
}

/* The brakes that hold back a stage, to which the ways *from* … *to* lead: each of them, and the only one alone. */
static void hold_back(const struct play *play, const struct climber *it, i32 from, i32 to, u64 *charging) {
    const struct way *ways = &play->it.ways[it->first_way];
    i32 many = 0, last = 0;
    for (i32 k = from; k < to; k++) {
        if (play->ways[it->first_state + k].phase != BLOCKED) continue;
        const struct heed *heed = &play->it.heeds[ways[k].first_heed], *end = heed + ways[k].heeds;
        for (; heed < end; heed++) {
            i32 column = heed->column - it->first_column;
            if (!in_set(play->holds, heed->brake) || in_set(charging, column)) continue;
            put_in(charging, column);
            last = column;
            many++;
        }
    }
    if (many == 1) put_in(charging + it->words, last);
}

/* The brakes that the time until the next minute will be charged to: those of each stage ahead of which no way is in phase *deciding*.
   Whether they are others than so far. */
static int charges_change(const struct play *play, const struct climber *it) {
    const struct way *ways = &play->it.ways[it->first_way];
    u64 *charging = play->charging + it->first_charged, other = 0;
    const u64 *charged = play->charged + it->first_charged;
    for (i32 k = 0; k < 2 * it->words; k++) charging[k] = 0;
    for (i32 from = 0, to; from < it->ways; from = to) {
        for (to = from + 1; to < it->ways && ways[to].target == ways[from].target;) to++;
        if (!is_any(DECIDING, &play->ways[it->first_state], from, to)) hold_back(play, it, from, to, charging);
    }
    for (i32 k = 0; k < 2 * it->words; k++) other |= charged[k] ^ charging[k];
    return other != 0;
}

/* The minute is over: charge the time up to now, where what comes is charged otherwise. */
static void settle_one(struct play *play, struct climber *it) {
    const struct way_state *ways = &play->ways[it->first_state];
    int deciding = 0, blocked = 0;
    for (i32 k = 0; k < it->ways; k++) {
        deciding |= ways[k].phase == DECIDING;
        blocked |= ways[k].phase == BLOCKED;
    }
    int changes = deciding != it->is_deciding || it->stage != it->charged_stage;
    if (blocked || it->is_blocked) changes |= charges_change(play, it);
    it->is_unsettled = 0;
    if (!changes) return;
    charge_one(play, it);
    if (blocked || it->is_blocked)
        for (i32 k = 0; k < 2 * it->words; k++) play->charged[it->first_charged + k] = play->charging[it->first_charged + k];
    it->is_deciding = deciding;
    it->is_blocked = blocked;
    it->charged_stage = it->stage;
}

void settle(struct play *play) {
    play->unsettled = 0;
    for (i32 k = 0; k < play->ladders; k++)
        if (play->climbers[k].is_unsettled) settle_one(play, &play->climbers[k]);
}
