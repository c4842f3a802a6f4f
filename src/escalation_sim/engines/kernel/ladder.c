/* The ladder: the phases of every way up and down, the moves, and what time is charged to. */
#include "play.h"

static void tell_of(struct play *play, enum kind kind, i32 way, i32 number, double value) {
    if (is_listened_to(&play->log)) tell(&play->log, (struct record){kind, play->now, way, number, value});
}

static const struct stage *here(const struct play *play) { return &play->it.stages[play->stage]; }

/* All clocks start afresh for the ways of the stage where the actor now stands. */
static void arrive(struct play *play) {
    for (i32 k = 0; k < here(play)->ways; k++) play->ways[k] = (struct way_state){.phase = WATCHING};
    play->arrived = 1;
}

void stand_at_start(struct play *play) {
    const struct block *head = play->it.head;
    play->stage = play->highest = play->charged_stage = head->start_stage;
    play->charged_up_to = play->is_deciding = play->charges = play->awake = 0;
    for (i32 k = 0; k < head->stages; k++) play->row.first_reached[k] = k <= play->stage ? 0 : NONE;
    for (i32 k = 0; k < head->ways.count; k++) play->decisions[k] = 0;
    for (i32 k = 0; k < play->words; k++) play->charged[k] = 0;
    arrive(play);
}

/* Change phase now, and look again after a while. */
static void enter(struct play *play, i32 k, enum phase phase, i64 wake_after) {
    play->ways[k].phase = phase;
    play->ways[k].entered = play->now;
    int comes = wake_after > 0 && play->now + wake_after < play->it.head->end;
    play->due[play->first_wake + k] = comes ? (i32)(play->now + wake_after) : NEVER;
}

/* Away with a decision that was begun, and back to watching. */
static void shelve(struct play *play, i32 k, enum kind how) {
    play->row.counts[SHELVED] += play->ways[k].begun;
    tell_of(play, how, here(play)->first_way + k, 0, 0);
    play->ways[k].begun = 0;
    enter(play, k, WATCHING, 0);
}

/* Whether a closed way opens now: after `again`, or when `keep` has broken. */
static int reopens(struct play *play, const struct way *way, i32 k) {
    struct way_state *mine = &play->ways[k];
    if (mine->opens == NONE ? in_set(play->holds, way->keep) : play->now < mine->opens) return 0;
    mine->phase = WATCHING;
    tell_of(play, REOPENED, here(play)->first_way + k, 0, 0);
    return 1;
}

/* Whether both conditions have held for as long as they must. */
static int is_built(struct play *play, const struct way *way, i32 k) {
    struct way_state *mine = &play->ways[k];
    if (!(in_set(play->holds, way->when) && in_set(play->holds, way->keep))) {
        if (mine->phase == BUILDING) {
            tell_of(play, BROKEN, here(play)->first_way + k, 0, 0);
            enter(play, k, WATCHING, 0);
        }
        return 0;
    }
    if (mine->phase == WATCHING) {
        i64 hold = minutes_of(play, way->hold, 0);
        mine->ready = play->now + hold;
        enter(play, k, BUILDING, hold);
        tell_of(play, BUILT, here(play)->first_way + k, 0, (double)hold);
    }
    return play->now >= mine->ready;
}

static int is_braked(const struct play *play, const struct way *way) {
    const i32 *brakes = &play->it.way_brakes[way->first_brake];
    for (i32 k = 0; k < way->brakes; k++)
        if (in_set(play->holds, brakes[k])) return 1;
    return 0;
}

/* A brake is on: a decision does not begin, or keeps the time it still needs. */
static void rest(struct play *play, i32 k) {
    struct way_state *mine = &play->ways[k];
    if (mine->phase == BLOCKED) return;
    if (mine->phase == DECIDING) mine->left -= play->now - mine->entered;
    enter(play, k, BLOCKED, 0);
    tell_of(play, HELD_BACK, here(play)->first_way + k, 0, 0);
}

/* Nothing holds the decision: begin it, or go on with it. */
static void decide(struct play *play, const struct way *way, i32 k) {
    struct way_state *mine = &play->ways[k];
    if (!mine->begun) {
        mine->begun = 1;
        mine->number = play->decisions[here(play)->first_way + k]++;
        mine->left = minutes_of(play, way->decide, mine->number);
    }
    enter(play, k, DECIDING, mine->left);
    tell_of(play, DECIDED_ON, here(play)->first_way + k, mine->number, (double)mine->left);
}

/* Bring the phase of a way up to date for the state as it now is. */
static void update(struct play *play, i32 k) {
    const struct way *way = &play->it.ways[here(play)->first_way + k];
    struct way_state *mine = &play->ways[k];
    if (mine->phase == CLOSED && !reopens(play, way, k)) return;
    if (mine->phase == WATCHING || mine->phase == BUILDING) {
        if (!is_built(play, way, k)) return;
    } else if (!in_set(play->holds, way->keep)) {
        shelve(play, k, SHELVED_AWAY);
        return;
    }
    if (is_braked(play, way))
        rest(play, k);
    else if (mine->phase != DECIDING)
        decide(play, way, k);
}

static int is_due(const struct play *play, i32 k) {
    const struct way_state *mine = &play->ways[k];
    return mine->phase == DECIDING && play->now - mine->entered >= mine->left;
}

/* The answer is to wait: the decision stays due, and is put again after so many minutes. */
static void put_off(struct play *play, i32 k, i32 minutes) {
    i32 wait = minutes > 1 ? minutes : 1;
    play->ways[k].left = wait;
    tell_of(play, PUT_OFF, here(play)->first_way + k, 0, wait);
    enter(play, k, DECIDING, wait);
}

/* The answer is no: the way is closed. */
static void refuse(struct play *play, i32 k, int by_luck) {
    const struct way *way = &play->it.ways[here(play)->first_way + k];
    struct way_state *mine = &play->ways[k];
    i64 wait = way->again == NONE ? 0 : minutes_of(play, way->again, 0);
    if (way->again != NONE && wait < 1) wait = 1;
    mine->opens = way->again == NONE ? NONE : play->now + wait;
    play->row.counts[REFUSED]++;
    if (is_listened_to(&play->log)) {
        if (by_luck && way->chance != NONE) tell_of(play, REFUSED_AT, here(play)->first_way + k, 0, value_of(play, way->chance, mine->number));
        tell_of(play, REFUSED_UNTIL, here(play)->first_way + k, 0, (double)mine->opens);
    }
    mine->begun = 0;
    enter(play, k, CLOSED, wait);
}

/* Take the step; every other decision begun is overtaken. */
static void move(struct play *play, i32 chosen) {
    i32 target = play->it.ways[here(play)->first_way + chosen].target;
    tell_of(play, MOVED, here(play)->first_way + chosen, 0, 0);
    for (i32 k = 0; k < here(play)->ways; k++) {
        if (k != chosen && play->ways[k].begun) shelve(play, k, OVERTAKEN);
        enter(play, k, WATCHING, 0);
    }
    play->row.counts[target > play->stage ? CLIMBS : DESCENTS]++;
    play->stage = target;
    assign(play, play->it.stage_slot, target);
    for (; play->highest < target; play->highest++) play->row.first_reached[play->highest + 1] = play->now;
    assign(play, play->it.highest_slot, play->highest);
    arrive(play);
    if (play->rounds > MOST_ROUNDS - 10) tell_of(play, RESTLESS, NONE - target, 0, 0);
}

static i32 given(struct play *play) {
    play->answers_left--;
    return *play->answers++;
}

static i32 of_luck(struct play *play, i32 k) {
    const struct way *way = &play->it.ways[here(play)->first_way + k];
    if (way->chance == NONE) return YES;
    return says_yes(play, way->chance, way->chance_place, play->ways[k].number) ? YES : NO;
}

/* Put what is due, one after the other, until one says yes: it is answered by whoever gave answers in advance, else by luck. Whether
   the actor moved. */
static int put_decisions(struct play *play) {
    for (i32 k = 0; k < here(play)->ways; k++) {
        if (!is_due(play, k)) continue;
        int by_luck = play->answers_left == 0;
        i32 answer = by_luck ? of_luck(play, k) : given(play);
        if (answer == YES) {
            move(play, k);
            return 1;
        }
        if (answer == NO)
            refuse(play, k, by_luck);
        else
            put_off(play, k, answer);
    }
    return 0;
}

static int concerns_ways(const struct play *play) {
    const u64 *concerned = set_of(play->climbing, play->stage, play->words);
    for (i32 k = 0; k < play->words; k++)
        if (play->changed[k] & concerned[k]) return 1;
    return 0;
}

static void tell_of_brakes(struct play *play) {
    for (i32 k = 0; k < play->it.head->brakes; k++)
        if (in_set(play->changed, k)) tell_of(play, BRAKED, k, in_set(play->holds, k), 0);
}

int look_at_ladder(struct play *play) {
    if (is_listened_to(&play->log)) tell_of_brakes(play);
    if (!play->arrived && !play->awake && !concerns_ways(play)) return 0;
    play->arrived = play->awake = 0;
    play->looked = 1;
    for (i32 k = 0; k < here(play)->ways; k++) update(play, k);
    return put_decisions(play);
}

/* Charge the time up to now to the stage, the decisions and the brakes, as they stood until now. */
void charge(struct play *play) {
    i32 gone = play->now - play->charged_up_to;
    play->charged_up_to = play->now;
    play->row.stage_minutes[play->charged_stage] += gone;
    if (play->is_deciding) play->row.counts[TIME_DECIDING] += gone;
    if (!play->charges) return;
    const struct stage *above = &play->it.stages[play->charged_stage + 1];
    for (i32 k = above->first_blockable; k < above->first_blockable + above->blockable; k++)
        if (in_set(play->charged, play->it.blockable[k])) {
            play->row.blocked[k] += gone;
            if (play->charges == 1) play->row.blocked_alone[k] += gone;
        }
}

/* The brakes that will be charged with holding back the stage above; how many they are. */
static i32 charging(struct play *play) {
    i32 charges = 0;
    for (i32 k = 0; k < play->words; k++) play->charging[k] = 0;
    for (i32 k = 0; k < here(play)->ways; k++) {
        const struct way *way = &play->it.ways[here(play)->first_way + k];
        if (play->ways[k].phase != BLOCKED || way->target < play->stage) continue;
        for (i32 b = way->first_brake; b < way->first_brake + way->brakes; b++) {
            i32 brake = play->it.way_brakes[b];
            if (!in_set(play->holds, brake) || in_set(play->charging, brake)) continue;
            put_in(play->charging, brake);
            charges++;
        }
    }
    return charges;
}

/* The minute is over: what will the time until the next one be charged to? */
void settle(struct play *play) {
    i32 deciding = 0, climbing = 0;
    for (i32 k = 0; k < here(play)->ways; k++)
        if (play->ways[k].phase == DECIDING) {
            deciding = 1;
            climbing |= play->it.ways[here(play)->first_way + k].target > play->stage;
        }
    i32 charges = climbing ? 0 : charging(play);
    int same = deciding == play->is_deciding && play->stage == play->charged_stage && charges == play->charges;
    for (i32 k = 0; same && charges && k < play->words; k++) same = play->charged[k] == play->charging[k];
    if (same) return;
    charge(play);
    u64 *before = play->charged;
    play->charged = play->charging;
    play->charging = before;
    play->charges = charges;
    play->is_deciding = deciding;
    play->charged_stage = play->stage;
}

void tell_how_ways_stand(struct play *play) {
    for (i32 k = 0; k < here(play)->ways; k++) tell_of(play, STOOD, here(play)->first_way + k, play->ways[k].phase, 0);
}
