/* What time is charged to: the stage where an actor stands, its decisions, and the brakes that hold them back. */
#include "play.h"

/* To the columns that are charged, as they stood until now. */
static void charge_brakes(struct play *play, const struct climber *it, i32 gone) {
    i32 *blocked = play->row.blocked + it->ladder->first_column, *alone = play->row.blocked_alone + it->ladder->first_column;
    for (i32 word = 0; word < it->words; word++)
        for (u64 left = it->charged[word]; left; left &= left - 1) {
            i32 column = 64 * word + __builtin_ctzll(left);
            blocked[column] += gone;
            if (in_set(it->alone, column)) alone[column] += gone;
        }
}

/* Charge the time up to now, as everything stood until now. */
static void charge_one(struct play *play, struct climber *it) {
    i32 gone = play->now - it->charged_up_to;
    it->charged_up_to = play->now;
    play->row.stage_minutes[it->charged_stage] += gone;
    if (it->is_deciding) it->counts[TIME_DECIDING] += gone;
    charge_brakes(play, it, gone);
}

void charge(struct play *play) {
    for (i32 k = 0; k < play->it.head->ladders.count; k++) charge_one(play, &play->climbers[k]);
}

static int any_decides(const struct climber *it, i32 from, i32 to) {
    for (i32 k = from; k < to; k++)
        if (it->ways[k].phase == DECIDING) return 1;
    return 0;
}

/* The brakes that hold back a stage, to which the ways *from* … *to* lead: each of them, and the only one alone. */
static void hold_back(const struct play *play, struct climber *it, i32 from, i32 to) {
    i32 many = 0, last = 0;
    for (i32 k = from; k < to; k++) {
        const struct way *way = &it->plans[k];
        for (i32 h = way->first_heed; it->ways[k].phase == BLOCKED && h < way->first_heed + way->heeds; h++) {
            i32 column = play->it.heeds[h].column - it->ladder->first_column;
            if (!in_set(play->holds, play->it.heeds[h].brake) || in_set(it->charging, column)) continue;
            put_in(it->charging, column);
            last = column;
            many++;
        }
    }
    if (many == 1) put_in(it->charging_alone, last);
}

static void swap(u64 **one, u64 **other) {
    u64 *before = *one;
    *one = *other;
    *other = before;
}

/* The minute is over: what will the time until the next one be charged to? */
static void settle_one(struct play *play, struct climber *it) {
    u8 deciding = 0;
    for (i32 k = 0; k < it->words; k++) it->charging[k] = it->charging_alone[k] = 0;
    for (i32 from = 0, to; from < it->count; from = to) {
        for (to = from + 1; to < it->count && it->plans[to].target == it->plans[from].target;) to++;
        if (any_decides(it, from, to))
            deciding = 1;
        else
            hold_back(play, it, from, to);
    }
    int same = deciding == it->is_deciding && it->stage == it->charged_stage;
    for (i32 k = 0; k < it->words; k++) same &= it->charged[k] == it->charging[k] && it->alone[k] == it->charging_alone[k];
    if (same) return;
    charge_one(play, it);
    swap(&it->charged, &it->charging);
    swap(&it->alone, &it->charging_alone);
    it->is_deciding = deciding;
    it->charged_stage = it->stage;
}

void settle(struct play *play) {
    for (i32 k = 0; k < play->it.head->ladders.count; k++) {
        if (play->climbers[k].looked) settle_one(play, &play->climbers[k]);
        play->climbers[k].looked = 0;
    }
}
