/* The calls of a host: the room that is needed is counted, laid out, and lane after lane is played in it. */
#include "kernel.h"

#include "elementary.h"

void play_history(struct play *play);

struct room {
    u8 *base; /* 0 while it is only counted */
    i64 used;
};

static void *take(struct room *room, i64 count, i64 size) {
    void *taken = room->base ? room->base + room->used : 0;
    room->used += (count * size + 15) / 16 * 16;
    return taken;
}

static i32 words_for(i32 count) { return count / 64 + 1; }

/* The most ways that lead from any stage of a ladder. */
static i32 most_ways(const struct programme *it, const struct ladder *ladder) {
    i32 most = 0;
    for (i32 k = ladder->first_stage; k < ladder->first_stage + ladder->stages; k++)
        if (it->stages[k].ways > most) most = it->stages[k].ways;
    return most;
}

static i32 most_at_once(const struct programme *it) {
    i32 most = it->head->quantities;
    for (i32 k = 0; k < it->head->events.count; k++)
        if (it->events[k].sets > most) most = it->events[k].sets;
    return most;
}

static i32 holding(const struct programme *it) {
    i32 count = 0;
    for (i32 k = 0; k < it->head->events.count; k++) count += it->events[k].trigger == WHEN && it->events[k].holds;
    return count;
}

static void lay_out_luck(struct luck *luck, const struct programme *it, struct room *room) {
    luck->count = it->head->places.count;
    luck->kept = rows_kept(luck->count);
    luck->places = it->places;
    luck->rows = take(room, (i64)luck->count * luck->kept, sizeof(struct variates));
}

static void lay_out_sets(struct play *play, struct room *room) {
    const struct block *head = play->it.head;
    play->words = words_for(head->conditions.count + head->aggregates.count);
    play->holds = take(room, play->words, sizeof(u64));
    play->changed = take(room, play->words, sizeof(u64));
    play->stale = take(room, play->words, sizeof(u64));
    play->unbraked = take(room, play->words, sizeof(u64));
    play->aggregates = take(room, play->words, sizeof(u64));
    play->needed = take(room, play->words, sizeof(u64));
    play->always = take(room, play->words, sizeof(u64));
    play->climbing = take(room, play->words, sizeof(u64));
    play->reads = take(room, (i64)play->it.first_constant * play->words, sizeof(u64));
    play->from_stage = take(room, (i64)head->stages * play->words, sizeof(u64));
}

/* For each ladder room for as many ways as lead from any of its stages, and for its columns twice. */
static void lay_out_ladders(struct play *play, struct room *room) {
    const struct block *head = play->it.head;
    i32 events = head->events.count, ways = 0;
    i64 charged = 0;
    play->ladders = head->ladders.count;
    play->climbers = take(room, play->ladders, sizeof(struct climber));
    for (i32 k = 0; k < play->ladders; k++) {
        i32 words = words_for(play->it.ladders[k].columns);
        struct climber it = {.ladder = k, .first_state = ways, .first_due = events + ways, .words = words};
        it.first_column = play->it.ladders[k].first_column;
        it.first_charged = (i32)charged;
        if (room->base) play->climbers[k] = it;
        ways += most_ways(&play->it, &play->it.ladders[k]);
        charged += 2 * (i64)words;
    }
    play->first_wake = events;
    play->first_hold = events + ways;
    play->waker = take(room, ways, sizeof(i32));
    play->ways = take(room, ways, sizeof(struct way_state));
    play->decisions = take(room, head->ways.count, sizeof(i32));
    play->charged = take(room, charged, sizeof(u64));
    play->charging = take(room, charged, sizeof(u64));
}

static void lay_out(struct play *play, struct room *room) {
    const struct block *head = play->it.head;
    i32 events = head->events.count;
    lay_out_luck(&play->luck, &play->it, room);
    lay_out_sets(play, room);
    lay_out_ladders(play, room);
    play->r = take(room, play->it.registers, sizeof(double));
    play->next = take(room, most_at_once(&play->it), sizeof(double));
    play->fixed = take(room, head->formulas.count, sizeof(i64));
    play->parametrics = take(room, head->formulas.count, sizeof(i32));
    play->dues = (play->first_hold + holding(&play->it) + 3) / 4 * 4;
    play->due = take(room, play->dues, sizeof(i32));
    play->events = take(room, events, sizeof(struct occurrences));
    play->watched = take(room, events, sizeof(i32));
    play->hold_due = take(room, events, sizeof(i32));
    play->holder = take(room, holding(&play->it), sizeof(i32));
    play->held = take(room, events, sizeof(u8));
    play->seen = take(room, head->aggregates.count, sizeof(struct seen));
}

double kernel_exp(double x) { return es_exp(x); }
double kernel_log(double x) { return es_log(x); }

i32 kernel_check(const u8 *block, i64 bytes) { return (i32)flaw_of(block, bytes); }

i64 kernel_room(const u8 *block) {
    struct play play = {.it = opened(block)};
    struct room room = {0, 0};
    lay_out(&play, &room);
    return room.used;
}

static i64 whole_numbers(const struct block *head) {
    return 2 * (i64)head->stages + 2 * (i64)head->columns + (i64)head->ladders.count * COUNTS + STOPPED;
}

i64 kernel_row_bytes(const u8 *block) {
    const struct block *head = (const struct block *)block;
    return (8 * (head->outcomes.count + (i64)1) + 4 * whole_numbers(head) + 7) / 8 * 8;
}

static void empty(u64 *set, i64 words) {
    for (i64 k = 0; k < words; k++) set[k] = 0;
}

static void list_watched(struct play *play) {
    i32 holding = 0;
    play->watching = 0;
    for (i32 k = 0; k < play->it.head->events.count; k++) {
        play->hold_due[k] = NONE;
        if (play->it.events[k].trigger != WHEN) continue;
        play->watched[play->watching++] = k;
        if (!play->it.events[k].holds) continue;
        play->holder[holding] = k;
        play->hold_due[k] = play->first_hold + holding++;
    }
}

/* Which conditions matter to the ways of a stage. */
static void mark_ways(struct play *play, i32 stage, u64 *set) {
    const struct stage *it = &play->it.stages[stage];
    for (i32 k = it->first_way; k < it->first_way + it->ways; k++) {
        const struct way *way = &play->it.ways[k];
        put_in(set, way->when);
        put_in(set, way->keep);
        for (i32 h = way->first_heed; h < way->first_heed + way->heeds; h++) put_in(set, play->it.heeds[h].brake);
    }
}

static void mark_conditions(struct play *play) {
    const struct block *head = play->it.head;
    empty(play->reads, (i64)play->it.first_constant * play->words);
    empty(play->aggregates, play->words);
    empty(play->from_stage, (i64)head->stages * play->words);
    empty(play->always, play->words);
    for (i32 k = 0; k < head->reads.count; k++) put_in(&play->reads[(i64)play->it.reads[k].slot * play->words], play->it.reads[k].by);
    for (i32 stage = 0; stage < head->stages; stage++) mark_ways(play, stage, set_of(play->from_stage, stage, play->words));
    for (i32 k = 0; k < play->watching; k++) put_in(play->always, play->it.events[play->watched[k]].condition);
    for (i32 k = 0; is_listened_to(&play->log) && k < head->brakes; k++) put_in(play->always, k);
}

/* The places of all stages, each on its own ladder; and whose the ways are that wake. */
static void tell_ladders_apart(struct play *play) {
    const struct programme *it = &play->it;
    for (i32 c = 0; c < it->head->ladders.count; c++) {
        const struct ladder *ladder = &it->ladders[c];
        for (i32 k = 0; k < ladder->stages; k++) play->r[it->now_slot + 1 + ladder->first_stage + k] = k;
        for (i32 k = play->climbers[c].first_due; k < play->first_hold; k++) play->waker[k - play->first_wake] = c;
    }
}

static const void *at(u64 address) { return (const void *)(uintptr_t)address; }

/* What all lanes of a call share. */
static void prepare(struct play *play, const struct call *call) {
    const struct programme *it = &play->it;
    const double *parameters = at(call->parameters);
    play->luck.keys = at(call->keys);
    play->compiled = (uintptr_t)call->compiled;
    forget_luck(&play->luck);
    play->log = (struct log){(struct record *)(uintptr_t)call->log, call->log_room, 0, 0};
    list_watched(play);
    mark_conditions(play);
    mark_aggregates(play);
    for (i32 k = 0; k < it->registers; k++) play->r[k] = 0;
    for (i32 k = 0; k < it->head->parameters; k++) play->r[k] = parameters[k];
    tell_ladders_apart(play);
    for (i32 k = 0; k < it->head->constants.count; k++) play->r[it->first_constant + k] = it->constants[k];
    list_fixed(play);
    work_out(play);
}

static struct row row_at(const struct block *head, u8 *bytes) {
    struct row row;
    i32 stages = head->stages, columns = head->columns;
    row.outcomes = (double *)bytes;
    row.wrong = row.outcomes + head->outcomes.count;
    row.first_reached = (i32 *)(row.wrong + 1);
    row.stage_minutes = row.first_reached + stages;
    row.blocked = row.stage_minutes + stages;
    row.blocked_alone = row.blocked + columns;
    row.counts = row.blocked_alone + columns;
    row.stopped = row.counts + (size_t)head->ladders.count * COUNTS;
    return row;
}

static void set_parameters(struct play *play, const struct call *call, i64 lane) {
    const i32 *varying = at(call->varying);
    const double *values = at(call->values);
    int differs = 0;
    for (i64 k = 0; k < call->varied; k++) {
        double value = values[lane * call->varied + k];
        differs |= play->r[varying[k]] != value;
        play->r[varying[k]] = value;
    }
    if (differs) work_out(play);
}

static void leave_out(struct play *play, const struct call *call, i64 lane) {
    const struct block *head = play->it.head;
    const i32 *variants = at(call->variants);
    i32 variant = variants ? variants[lane] : NONE;
    const u8 *all = at(call->left_out);
    play->left_out = variant == NONE ? 0 : all + (i64)variant * (head->events.count + (i64)head->brakes);
    for (i32 k = 0; k < play->words; k++) play->unbraked[k] = ~(u64)0;
    for (i32 k = 0; k < head->brakes; k++) {
        int is_left_out = play->left_out && play->left_out[head->events.count + k];
        if (is_left_out) play->unbraked[k / 64] &= ~((u64)1 << (k % 64));
        play->r[play->it.first_brake + k] = !is_left_out;
    }
}

/* Nothing has happened yet. */
static void start_afresh(struct play *play) {
    const struct programme *it = &play->it;
    play->r[it->now_slot] = 0;
    play->now = play->at = play->due_minutes = play->unsettled = play->seeing = play->any_held = 0;
    play->rounds = 1;
    play->failure = NONE_FAILED;
    play->log.shut = 0;
    for (i32 k = 0; k < play->dues; k++) play->due[k] = NEVER;
    for (i32 k = 0; k < play->words; k++) play->holds[k] = play->changed[k] = 0, play->stale[k] = ~(u64)0;
    stand_at_start(play);
}

static void play_lane(struct play *play, const struct call *call, i64 lane, i64 row_bytes) {
    const i64 *replications = at(call->replications);
    const i32 *answered = at(call->answered), *answers = at(call->answers);
    const struct injection *injected = at(call->injected);
    const i32 *injections = at(call->injections);
    u8 *bytes = (u8 *)(uintptr_t)call->rows + lane * row_bytes;
    for (i64 k = 0; k < row_bytes; k++) bytes[k] = 0;
    play->row = row_at(play->it.head, bytes);
    play->answers = answered ? answers + answered[lane] : 0;
    play->answers_left = answered ? answered[lane + 1] - answered[lane] : 0;
    play->injected = injections ? injected + injections[lane] : 0;
    play->injected_left = injections ? injections[lane + 1] - injections[lane] : 0;
    choose_replication(&play->luck, replications[lane]);
    set_parameters(play, call, lane);
    leave_out(play, call, lane);
    start_afresh(play);
    play_history(play);
}

/* Whether what is injected into a lane is told in order, of events that there are. */
static int is_in_order(const struct block *head, const struct injection *injected, i64 count) {
    for (i64 k = 0; k < count; k++) {
        i32 before = k ? injected[k - 1].minute : 0;
        if (injected[k].minute < before || injected[k].event < 0 || injected[k].event >= head->events.count) return 0;
    }
    return 1;
}

/* Whether every index of a call lies within what it indexes. */
static int makes_sense(const struct block *head, const struct call *call) {
    const i32 *varying = at(call->varying), *variants = at(call->variants), *answered = at(call->answered);
    const struct injection *injected = at(call->injected);
    const i32 *injections = at(call->injections);
    const i64 *replications = at(call->replications);
    if (call->lanes < 0 || call->varied < 0 || call->log_room < 0) return 0;
    for (i64 k = 0; k < call->varied; k++)
        if (varying[k] < 0 || varying[k] >= head->parameters) return 0;
    for (i64 lane = 0; lane < call->lanes; lane++) {
        if (replications[lane] < 0) return 0;
        if (variants && (variants[lane] < NONE || variants[lane] >= call->left_outs)) return 0;
        if (answered && (answered[lane] < 0 || answered[lane] > answered[lane + 1])) return 0;
        if (injections && (injections[lane] < 0 || injections[lane] > injections[lane + 1])) return 0;
    }
    for (i64 lane = 0; injections && lane < call->lanes; lane++) /* as many are there as the last lane's end says */
        if (!is_in_order(head, injected + injections[lane], injections[lane + 1] - injections[lane])) return 0;
    return 1;
}

i32 kernel_play(struct call *call) {
    /* at a place that the compiler knows, which saves a sixteenth of the time; an instance of the kernel is at one call at a time */
    static struct play play;
    play = (struct play){.it = opened(at(call->block))};
    struct room room = {(u8 *)(uintptr_t)call->room, 0};
    if (!makes_sense(play.it.head, call)) return 1;
    lay_out(&play, &room);
    prepare(&play, call);
    i64 row_bytes = kernel_row_bytes(at(call->block));
    for (i64 lane = 0; lane < call->lanes; lane++) play_lane(&play, call, lane, row_bytes);
    call->logged = play.log.count;
    return 0;
}
