/* Outcomes: aggregates that are shown the state as it stands when a minute is over, and what arithmetic makes of them in the end. */
#include "elementary.h"
#include "play.h"

static double never(void) { return es_of_bits(ES_NAN); }

static void begin(struct seen *seen, double value) {
    seen->value = value;
    seen->result = seen->kind == FIRST ? (value != 0 ? 0.0 : never()) : value;
    seen->area = 0;
    seen->since = 0;
}

/* One term for each stretch in which the value is the same, so that it does not matter how often one looks. */
static void add_area(struct seen *seen, double value, i32 now) {
    if (value == seen->value) return;
    seen->area += seen->value * (now - seen->since);
    seen->value = value;
    seen->since = now;
}

/* *until* is the minute of ON. */
static void go_on(struct seen *seen, i32 until, double value, i32 now) {
    switch ((enum kind_of_aggregate)seen->kind) {
    case PEAK:
        if (value > seen->result) seen->result = value;
        break;
    case LOW:
        if (value < seen->result) seen->result = value;
        break;
    case FINAL: seen->result = value; break;
    case ON: /* as the minute begins */
        if (now < until) seen->result = value;
        break;
    case FIRST:
        if (value != 0 && seen->result != seen->result) seen->result = now / (double)DAY;
        break;
    default: add_area(seen, value, now);
    }
}

/* Whether nothing that comes can change what there will be to report. */
static int is_known(const struct play *play, i32 k) {
    return play->seeing && play->seen[k].kind == FIRST && play->seen[k].result == play->seen[k].result;
}

/* The part of the state that an expression is, which is always finite; NONE where it is anything else. */
static i32 slot_of(const struct play *play, i32 formula) {
    if (formula == NONE) return NONE;
    const struct formula *it = &play->it.formulas[formula];
    int is_state = it->steps == 0 && it->result >= play->it.first_quantity && it->result < play->it.first_constant;
    return is_state ? it->result : NONE;
}

/* Whether an aggregate is a part of the state as it is in the end, so that there is nothing to see before. */
static int is_in_the_end(const struct play *play, i32 k) {
    return play->seen[k].kind == FINAL && play->seen[k].slot != NONE;
}

/* Which aggregates there are, and which are to be looked at when a part of the state has another value. */
void mark_aggregates(struct play *play) {
    const struct block *head = play->it.head;
    for (i32 k = 0; k < head->aggregates.count; k++) {
        const struct aggregate *aggregate = &play->it.aggregates[k];
        play->seen[k].kind = aggregate->kind;
        play->seen[k].formula = aggregate->formula;
        play->seen[k].slot = slot_of(play, aggregate->formula);
        put_in(play->aggregates, head->conditions.count + k);
    }
    for (i32 k = 0; k < head->seen.count; k++) {
        struct read seen = play->it.seen[k];
        if (!is_in_the_end(play, seen.by)) put_in(set_of(play->reads, seen.slot, play->words), head->conditions.count + seen.by);
    }
}

static void see_one(struct play *play, i32 k) {
    struct seen *seen = &play->seen[k];
    if (seen->formula == NONE || is_known(play, k)) return;
    double value = seen->slot == NONE ? value_of(play, seen->formula, 0) : play->r[seen->slot];
    if (play->seeing)
        go_on(seen, play->it.aggregates[k].minute, value, play->now);
    else
        begin(seen, value);
}

static void see_word(struct play *play, i32 word) {
    u64 stale = play->stale[word] & play->aggregates[word];
    play->stale[word] &= ~stale;
    for (; stale; stale &= stale - 1) see_one(play, 64 * word + __builtin_ctzll(stale) - play->it.head->conditions.count);
}

void see(struct play *play) {
    see_word(play, 0);
    for (i32 word = 1; word < play->words; word++) see_word(play, word);
    play->seeing = 1;
}

static double total_of(const struct play *play, i32 k) {
    const struct aggregate *aggregate = &play->it.aggregates[k];
    const struct seen *seen = &play->seen[k];
    i32 end = play->it.head->end;
    if (is_in_the_end(play, k)) return play->r[seen->slot];
    switch ((enum kind_of_aggregate)aggregate->kind) {
    case COUNT: return play->events[aggregate->event].effects;
    case AVERAGE: return (seen->area + seen->value * (end - seen->since)) / end;
    case DAYS: return (seen->area + seen->value * (end - seen->since)) / DAY;
    default: return seen->result;
    }
}

/* What arithmetic makes of several aggregates; never, where one of them is. */
static double measured(struct play *play, const struct outcome *outcome) {
    for (i32 k = outcome->first_aggregate; k < outcome->first_aggregate + outcome->aggregates; k++) {
        const struct aggregate *aggregate = &play->it.aggregates[k];
        double found = total_of(play, k);
        if (aggregate->kind == FIRST && found != found) return never();
        if (aggregate->slot != NONE) play->r[aggregate->slot] = found;
    }
    return value_of(play, outcome->measure, 0);
}

void total(struct play *play) {
    for (i32 k = 0; k < play->it.head->outcomes.count; k++) {
        const struct outcome *outcome = &play->it.outcomes[k];
        play->row.outcomes[k] = outcome->measure == NONE ? total_of(play, outcome->first_aggregate) : measured(play, outcome);
    }
}
