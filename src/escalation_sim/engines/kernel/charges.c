/* What time is charged to: the stage where an actor stands, its decisions, and the brakes that hold them back. */
#include "play.h"

/* To the columns that are charged, as they stood until now. */
static void charge_brakes(struct play *play, const struct climber *it, i32 gone) {
    const u64 *charged = play->charged + it->first_charged, *alone = charged + it->words;
    i32 first = play->it.ladders[it->ladder].first_column;
    for (i32 word = 0; word < it->words; word++)
        for (u64 left = charged[word]; left; left &= left - 1) {
            i32 column = 64 * word + __builtin_ctzll(left);
            play->row.blocked[first + column] += gone;
            if (in_set(alone, column)) play->row.blocked_alone[first + column] += gone;
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

static int any_is(enum phase phase, const struct way_state *ways, i32 from, i32 to) {
    int found = 0;
    for (i32 k = from; k < to; k++) found |= ways[k].phase == (i32)phase;
    return found;
}

/* The brakes that hold back a stage, to which the ways *from* … *to* lead: each of them, and the only one alone. */
static void hold_back(struct play *play, const struct climber *it, i32 from, i32 to) {
    u64 *charging = play->charging + it->first_charged;
    i32 first = play->it.ladders[it->ladder].first_column, many = 0, last = 0;
    for (i32 k = from; k < to; k++) {
        if (play->ways[it->first_state + k].phase != BLOCKED) continue;
        const struct way *way = &play->it.ways[it->first_way + k];
        for (i32 h = way->first_heed; h < way->first_heed + way->heeds; h++) {
            i32 column = play->it.heeds[h].column - first;
            if (!in_set(play->holds, play->it.heeds[h].brake) || in_set(charging, column)) continue;
            put_in(charging, column);
            last = column;
            many++;
        }
    }
    if (many == 1) put_in(charging + it->words, last);
}

/* The brakes that the time until the next minute will be charged to: those of each stage ahead of which no way is in phase *deciding*. */
static void find_charges(struct play *play, const struct climber *it) {
    const struct way *plans = &play->it.ways[it->first_way];
    for (i32 k = 0; k < 2 * it->words; k++) play->charging[it->first_charged + k] = 0;
    for (i32 from = 0, to; from < it->ways; from = to) {
        for (to = from + 1; to < it->ways && plans[to].target == plans[from].target;) to++;
        if (!any_is(DECIDING, &play->ways[it->first_state], from, to)) hold_back(play, it, from, to);
    }
}

/* The minute is over: charge the time up to now, where what comes is charged otherwise. */
static void settle_one(struct play *play, struct climber *it) {
    const struct way_state *ways = &play->ways[it->first_state];
    int deciding = any_is(DECIDING, ways, 0, it->ways), blocked = any_is(BLOCKED, ways, 0, it->ways);
    int same = deciding == it->is_deciding && it->stage == it->charged_stage;
    it->is_unsettled = 0;
    if (same && !blocked && !it->is_blocked) return;
    find_charges(play, it);
    u64 *charged = play->charged + it->first_charged, *charging = play->charging + it->first_charged;
    for (i32 k = 0; k < 2 * it->words; k++) same &= charged[k] == charging[k];
    if (same) return;
    charge_one(play, it);
    for (i32 k = 0; k < 2 * it->words; k++) charged[k] = charging[k];
    it->is_deciding = deciding;
    it->is_blocked = blocked;
    it->charged_stage = it->stage;
}

void settle(struct play *play) {
    play->unsettled = 0;
    for (i32 k = 0; k < play->ladders; k++)
        if (play->climbers[k].is_unsettled) settle_one(play, &play->climbers[k]);
}
