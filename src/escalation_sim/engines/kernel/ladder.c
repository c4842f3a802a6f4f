/* The ladders: the phases of every way up and down, what is put, and the moves. */
#include "play.h"

static void tell_of(struct play *play, enum kind kind, i32 way, i32 number, double value) {
    if (is_listened_to(&play->log)) tell(&play->log, (struct record){kind, play->now, way, number, value});
}

static const struct way *plan_of(const struct play *play, const struct climber *it, i32 k) { return &play->it.ways[it->first_way + k]; }
static struct way_state *state_of(const struct play *play, const struct climber *it, i32 k) { return &play->ways[it->first_state + k]; }
static i32 *count_of(const struct play *play, const struct climber *it, enum count count) {
    return &play->row.counts[(size_t)it->ladder * COUNTS + count];
}

/* All clocks start afresh for the ways of the stage where the actor now stands. */
static void arrive(struct play *play, struct climber *it, i32 stage) {
    it->stage = stage;
    it->first_way = play->it.stages[stage].first_way;
    it->ways = play->it.stages[stage].ways;
    for (i32 k = 0; k < it->ways; k++) *state_of(play, it, k) = (struct way_state){.phase = WATCHING};
    it->arrived = play->restless = 1;
}

/* Which conditions matter where the actors now stand. */
static void find_what_matters(struct play *play) {
    for (i32 k = 0; k < play->words; k++) {
        u64 climbing = 0;
        for (i32 c = 0; c < play->ladders; c++) climbing |= set_of(play->from_stage, play->climbers[c].stage, play->words)[k];
        play->climbing[k] = climbing;
        play->needed[k] = climbing | play->always[k];
    }
}

static void stand(struct play *play, struct climber *it) {
    const struct ladder *ladder = &play->it.ladders[it->ladder];
    double place = ladder->start_stage - ladder->first_stage;
    it->highest = it->charged_stage = ladder->start_stage;
    it->charged_up_to = it->is_deciding = it->is_blocked = it->awake = it->is_unsettled = 0;
    for (i32 k = 0; k < 2 * it->words; k++) play->charged[it->first_charged + k] = 0;
    play->r[ladder->place_slot] = place;
    if (ladder->highest_slot != NONE) play->r[ladder->highest_slot] = place;
    for (i32 k = 0; k < ladder->stages; k++) play->row.first_reached[ladder->first_stage + k] = k <= place ? 0 : NONE;
    arrive(play, it, ladder->start_stage);
}

void stand_at_start(struct play *play) {
    for (i32 k = 0; k < play->it.head->ways.count; k++) play->decisions[k] = 0;
    for (i32 k = 0; k < play->ladders; k++) stand(play, &play->climbers[k]);
    find_what_matters(play);
}

void stand_at_end(struct play *play) {
    for (i32 k = 0; k < play->ladders; k++) {
        const struct climber *it = &play->climbers[k];
        *count_of(play, it, FINAL_PLACE) = it->stage - play->it.ladders[k].first_stage;
        *count_of(play, it, HIGHEST_PLACE) = it->highest - play->it.ladders[k].first_stage;
    }
}

/* Change phase now, and look again after a while. */
static void enter(struct play *play, struct climber *it, i32 k, enum phase phase, i64 wake_after) {
    state_of(play, it, k)->phase = phase;
    state_of(play, it, k)->entered = play->now;
    it->is_unsettled = play->unsettled = 1;
    int comes = wake_after > 0 && play->now + wake_after < play->it.head->end;
    play->due[it->first_due + k] = comes ? (i32)(play->now + wake_after) : NEVER;
}

/* Away with a decision that was begun, and back to watching. */
static void shelve(struct play *play, struct climber *it, i32 k, enum kind how) {
    *count_of(play, it, SHELVED) += state_of(play, it, k)->begun;
    tell_of(play, how, it->first_way + k, 0, 0);
    state_of(play, it, k)->begun = 0;
    enter(play, it, k, WATCHING, 0);
}

/* Whether a closed way opens now: after `again`, or when `keep` has broken. */
static int reopens(struct play *play, struct climber *it, i32 k) {
    struct way_state *mine = state_of(play, it, k);
    if (mine->opens == NONE ? in_set(play->holds, plan_of(play, it, k)->keep) : play->now < mine->opens) return 0;
    mine->phase = WATCHING;
    tell_of(play, REOPENED, it->first_way + k, 0, 0);
    return 1;
}

/* Whether both conditions have held for as long as they must. */
static int is_built(struct play *play, struct climber *it, i32 k) {
    const struct way *way = plan_of(play, it, k);
    struct way_state *mine = state_of(play, it, k);
    if (!(in_set(play->holds, way->when) && in_set(play->holds, way->keep))) {
        if (mine->phase == BUILDING) {
            tell_of(play, BROKEN, it->first_way + k, 0, 0);
            enter(play, it, k, WATCHING, 0);
        }
        return 0;
    }
    if (mine->phase == WATCHING) {
        i64 hold = minutes_of(play, way->hold, 0);
        mine->ready = play->now + hold;
        enter(play, it, k, BUILDING, hold);
        tell_of(play, BUILT, it->first_way + k, 0, (double)hold);
    }
    return play->now >= mine->ready;
}

static int is_braked(const struct play *play, const struct way *way) {
    const struct heed *heeds = &play->it.heeds[way->first_heed];
    for (i32 k = 0; k < way->heeds; k++)
        if (in_set(play->holds, heeds[k].brake)) return 1;
    return 0;
}

/* A brake is on: a decision does not begin, or keeps the time it still needs. */
static void rest(struct play *play, struct climber *it, i32 k) {
    struct way_state *mine = state_of(play, it, k);
    if (mine->phase == BLOCKED) return;
    if (mine->phase == DECIDING) mine->left -= play->now - mine->entered;
    enter(play, it, k, BLOCKED, 0);
    tell_of(play, HELD_BACK, it->first_way + k, 0, 0);
}

/* Nothing holds the decision: begin it, or go on with it. */
static void decide(struct play *play, struct climber *it, i32 k) {
    struct way_state *mine = state_of(play, it, k);
    if (!mine->begun) {
        mine->begun = 1;
        mine->number = play->decisions[it->first_way + k]++;
        mine->left = minutes_of(play, plan_of(play, it, k)->decide, mine->number);
    }
    enter(play, it, k, DECIDING, mine->left);
    tell_of(play, DECIDED_ON, it->first_way + k, mine->number, (double)mine->left);
}

/* Bring the phase of a way up to date for the state as it now is. */
static void update(struct play *play, struct climber *it, i32 k) {
    const struct way *way = plan_of(play, it, k);
    struct way_state *mine = state_of(play, it, k);
    if (mine->phase == CLOSED && !reopens(play, it, k)) return;
    if (mine->phase == WATCHING || mine->phase == BUILDING) {
        if (!is_built(play, it, k)) return;
    } else if (!in_set(play->holds, way->keep)) {
        shelve(play, it, k, SHELVED_AWAY);
        return;
    }
    if (is_braked(play, way))
        rest(play, it, k);
    else if (mine->phase != DECIDING)
        decide(play, it, k);
}

static int is_due(const struct play *play, const struct climber *it, i32 k) {
    const struct way_state *mine = state_of(play, it, k);
    return mine->phase == DECIDING && play->now - mine->entered >= mine->left;
}

/* The answer is to wait: the decision stays due, and is put again after so many minutes. */
static void put_off(struct play *play, struct climber *it, i32 k, i32 minutes) {
    i32 wait = minutes > 1 ? minutes : 1;
    state_of(play, it, k)->left = wait;
    tell_of(play, PUT_OFF, it->first_way + k, 0, wait);
    enter(play, it, k, DECIDING, wait);
}

/* The answer is no: the way is closed. */
static void refuse(struct play *play, struct climber *it, i32 k, int by_luck) {
    const struct way *way = plan_of(play, it, k);
    struct way_state *mine = state_of(play, it, k);
    i64 wait = way->again == NONE ? 0 : minutes_of(play, way->again, 0);
    if (way->again != NONE && wait < 1) wait = 1;
    mine->opens = way->again == NONE ? NONE : play->now + wait;
    ++*count_of(play, it, REFUSED);
    if (is_listened_to(&play->log)) {
        if (by_luck && way->chance != NONE) tell_of(play, REFUSED_AT, it->first_way + k, 0, value_of(play, way->chance, mine->number));
        tell_of(play, REFUSED_UNTIL, it->first_way + k, 0, (double)mine->opens);
    }
    mine->begun = 0;
    enter(play, it, k, CLOSED, wait);
}

/* Take the step; every other decision begun is overtaken. What is skipped counts as reached. */
static void move(struct play *play, struct climber *it) {
    const struct ladder *ladder = &play->it.ladders[it->ladder];
    i32 chosen = it->chosen, target = plan_of(play, it, chosen)->target;
    tell_of(play, MOVED, it->first_way + chosen, 0, 0);
    for (i32 k = 0; k < it->ways; k++) {
        if (k != chosen && state_of(play, it, k)->begun) shelve(play, it, k, OVERTAKEN);
        enter(play, it, k, WATCHING, 0);
    }
    ++*count_of(play, it, target > it->stage ? CLIMBS : DESCENTS);
    assign(play, ladder->place_slot, target - ladder->first_stage);
    for (; it->highest < target; it->highest++) play->row.first_reached[it->highest + 1] = play->now;
    if (ladder->highest_slot != NONE) assign(play, ladder->highest_slot, it->highest - ladder->first_stage);
    arrive(play, it, target);
    if (play->rounds > MOST_ROUNDS - 10) tell_of(play, RESTLESS, NONE - target, 0, 0);
}

static i32 given(struct play *play) {
    play->answers_left--;
    return *play->answers++;
}

static i32 of_luck(struct play *play, const struct climber *it, i32 k) {
    const struct way *way = plan_of(play, it, k);
    if (way->chance == NONE) return YES;
    return says_yes(play, way->chance, way->chance_place, state_of(play, it, k)->number) ? YES : NO;
}

/* Put what is due, one after the other, until one says yes: it is answered by whoever gave answers in advance for the main ladder,
   else by luck. The way that will be taken, or NONE. */
static i32 put_decisions(struct play *play, struct climber *it) {
    for (i32 k = 0; k < it->ways; k++) {
        if (!is_due(play, it, k)) continue;
        int by_luck = play->answers_left == 0 || it != play->climbers;
        i32 answer = by_luck ? of_luck(play, it, k) : given(play);
        if (answer == YES) return k;
        if (answer == NO)
            refuse(play, it, k, by_luck);
        else
            put_off(play, it, k, answer);
    }
    return NONE;
}

/* Whether any of the conditions of a set has another value than at the last look. */
static int has_changed(const struct play *play, const u64 *set) {
    for (i32 k = 0; k < play->words; k++)
        if (play->changed[k] & set[k]) return 1;
    return 0;
}

static int any_brake_changed(const struct play *play) {
    for (i32 k = 0, left = play->it.head->brakes; left > 0; k++, left -= 64)
        if (left < 64 ? play->changed[k] << (64 - left) : play->changed[k]) return 1;
    return 0;
}

static void tell_of_brakes(struct play *play) {
    for (i32 k = 0; k < play->it.head->brakes; k++)
        if (in_set(play->changed, k)) tell_of(play, BRAKED, k, in_set(play->holds, k), 0);
}

/* Bring the phases of an actor's ways up to date, where there is any reason to. */
static void bring_up_to_date(struct play *play, struct climber *it) {
    it->looks = it->arrived || it->awake || has_changed(play, set_of(play->from_stage, it->stage, play->words));
    if (!it->looks) return;
    it->arrived = it->awake = 0;
    if (it->is_blocked && play->braked) it->is_unsettled = play->unsettled = 1;
    for (i32 k = 0; k < it->ways; k++) update(play, it, k);
}

/* All phases are brought up to date, then all that is due is put, then all actors move. Whether any of them did. Few looks get here:
   with this apart, the others are quicker. */
__attribute__((noinline)) static int climb(struct play *play) {
    int moves = 0;
    play->restless = 0;
    play->braked = any_brake_changed(play);
    for (i32 k = 0; k < play->ladders; k++) bring_up_to_date(play, &play->climbers[k]);
    for (i32 k = 0; k < play->ladders; k++) {
        struct climber *it = &play->climbers[k];
        it->chosen = it->looks ? put_decisions(play, it) : NONE;
        moves |= it->chosen != NONE;
    }
    if (!moves) return 0;
    for (i32 k = 0; k < play->ladders; k++)
        if (play->climbers[k].chosen != NONE) move(play, &play->climbers[k]);
    find_what_matters(play);
    return 1;
}

int look_at_ladders(struct play *play) {
    if (is_listened_to(&play->log)) tell_of_brakes(play);
    return (play->restless || has_changed(play, play->climbing)) && climb(play);
}

void tell_how_ways_stand(struct play *play) {
    for (i32 c = 0; c < play->ladders; c++) {
        const struct climber *it = &play->climbers[c];
        for (i32 k = 0; k < it->ways; k++) tell_of(play, STOOD, it->first_way + k, state_of(play, it, k)->phase, 0);
    }
}
