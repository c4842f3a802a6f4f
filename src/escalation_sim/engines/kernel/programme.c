/* Opening a block, and looking at every index in it once, so that nothing that plays it has to. */
#include "programme.h"

static const void *rows(const struct block *head, struct table table) { return (const u8 *)head + table.at; }

struct programme opened(const u8 *block) {
    const struct block *head = (const struct block *)block;
    struct programme it;
    it.head = head;
    it.constants = rows(head, head->constants);
    it.code = rows(head, head->code);
    it.formulas = rows(head, head->formulas);
    it.places = rows(head, head->places);
    it.initial = rows(head, head->initial);
    it.bounds = rows(head, head->bounds);
    it.conditions = rows(head, head->conditions);
    it.reads = rows(head, head->reads);
    it.seen = rows(head, head->seen);
    it.timeline = rows(head, head->timeline);
    it.events = rows(head, head->events);
    it.sets = rows(head, head->sets);
    it.ladders = rows(head, head->ladders);
    it.stages = rows(head, head->stage);
    it.ways = rows(head, head->ways);
    it.heeds = rows(head, head->heeds);
    it.aggregates = rows(head, head->aggregates);
    it.outcomes = rows(head, head->outcomes);
    it.first_quantity = head->parameters;
    it.first_place = it.first_quantity + head->quantities;
    it.first_brake = it.first_place + 1 + head->ladders.count;
    it.now_slot = it.first_place + 2 + head->between;
    it.first_constant = it.now_slot + 1 + head->stages;
    it.first_worked_out = it.first_constant + head->constants.count;
    it.first_draw = it.first_worked_out + head->worked_out;
    it.first_temporary = it.first_draw + head->draws;
    it.registers = it.first_temporary + head->temporaries;
    return it;
}

static int within(i64 index, i64 count) { return 0 <= index && index < count; }
static int within_or_none(i64 index, i64 count) { return index == NONE || within(index, count); }
static int span(i64 first, i64 many, i64 count) { return first >= 0 && many >= 0 && first + many <= count; }

static int table_fits(const struct block *head, struct table table, i64 row) {
    return table.count >= 0 && table.at >= (i64)sizeof(struct block) && table.at % 8 == 0 && table.at + table.count * row <= head->bytes;
}

static enum flaw flaw_of_tables(const struct block *head) {
    int fit = table_fits(head, head->constants, sizeof(double)) && table_fits(head, head->code, sizeof(struct step))
              && table_fits(head, head->formulas, sizeof(struct formula)) && table_fits(head, head->places, sizeof(i32))
              && table_fits(head, head->initial, sizeof(i32)) && table_fits(head, head->bounds, sizeof(double))
              && table_fits(head, head->conditions, sizeof(i32)) && table_fits(head, head->reads, sizeof(struct read))
              && table_fits(head, head->seen, sizeof(struct read)) && table_fits(head, head->timeline, sizeof(struct known))
              && table_fits(head, head->events, sizeof(struct event)) && table_fits(head, head->sets, sizeof(struct set))
              && table_fits(head, head->ladders, sizeof(struct ladder)) && table_fits(head, head->stage, sizeof(struct stage))
              && table_fits(head, head->ways, sizeof(struct way)) && table_fits(head, head->heeds, sizeof(struct heed))
              && table_fits(head, head->aggregates, sizeof(struct aggregate)) && table_fits(head, head->outcomes, sizeof(struct outcome));
    return fit ? SOUND : A_TABLE;
}

static enum flaw flaw_of_numbers(const struct block *head) {
    const i64 most = INT32_MAX / 2; /* registers, so that nothing that is counted with them overflows */
    int counts = within(head->parameters, most) && within(head->quantities, most) && within(head->stages, most)
                 && within(head->between, most) && within(head->worked_out, most) && within(head->draws, most)
                 && within(head->temporaries, most) && within(head->columns, most);
    i64 registers = (i64)head->parameters + head->quantities + head->between + head->stages + head->constants.count + head->worked_out
                    + head->draws + head->temporaries;
    int sound = counts && registers < most && head->end > 0 && head->ladders.count > 0
                && head->initial.count == head->quantities && head->bounds.count == 2 * (i64)head->quantities
                && head->stage.count == head->stages && within(head->brakes, head->conditions.count + (i64)1)
                && (i64)head->ladders.count - 1 + head->brakes <= head->between
                && within_or_none(head->worked_out_by, head->formulas.count);
    return sound ? SOUND : A_NUMBER;
}

/* A step writes where expressions work, or, where parameters alone decide, among what is worked out of them. */
static int step_is_sound(const struct programme *it, const struct step *step) {
    i32 registers = it->registers;
    int writes = within((i64)step->to - it->first_worked_out, it->head->worked_out) || within((i64)step->to - it->first_temporary, it->head->temporaries);
    return within(step->operation, OPERATIONS) && writes && within(step->a, registers) && within(step->b, registers)
           && within(step->c, registers) && within(step->d, registers);
}

static int formula_is_sound(const struct programme *it, const struct formula *formula) {
    return within(formula->result, it->registers) && span(formula->first_step, formula->steps, it->head->code.count)
           && span(formula->place, formula->draws, it->head->places.count) && formula->draws <= it->head->draws
           && (formula->fixed == 0 || (formula->fixed == 1 && formula->steps == 0));
}

static enum flaw flaw_of_expressions(const struct programme *it) {
    const struct block *head = it->head;
    for (i32 k = 0; k < head->code.count; k++)
        if (!step_is_sound(it, &it->code[k])) return A_STEP;
    for (i32 k = 0; k < head->formulas.count; k++)
        if (!formula_is_sound(it, &it->formulas[k])) return A_FORMULA;
    for (i32 k = 0; k < head->places.count; k++)
        if (!within(it->places[k], 3)) return A_PLACE;
    for (i32 k = 0; k < head->conditions.count; k++)
        if (!within(it->conditions[k], head->formulas.count)) return A_CONDITION;
    for (i32 k = 0; k < head->initial.count; k++)
        if (!within(it->initial[k], head->formulas.count)) return A_FORMULA;
    for (i32 k = 0; k < head->reads.count; k++)
        if (!within(it->reads[k].slot, it->first_constant) || !within(it->reads[k].by, head->conditions.count)) return A_READ;
    for (i32 k = 0; k < head->seen.count; k++)
        if (!within(it->seen[k].slot, it->first_constant) || !within(it->seen[k].by, head->aggregates.count)) return A_READ;
    return SOUND;
}

static int event_is_sound(const struct programme *it, const struct event *event) {
    const struct block *head = it->head;
    i64 formulas = head->formulas.count;
    int times = within_or_none(event->at, formulas) && within_or_none(event->every, formulas) && within_or_none(event->start, formulas)
                && within_or_none(event->first, formulas) && within_or_none(event->hold, formulas) && within_or_none(event->after, formulas)
                && within_or_none(event->until, formulas);
    int trigger = (event->trigger == AT && event->at != NONE) || (event->trigger == EVERY && event->every != NONE && event->start != NONE)
                  || (event->trigger == WHEN && event->hold != NONE && event->after != NONE && within(event->condition, head->conditions.count));
    int chance = event->chance == NONE || (within(event->chance, formulas) && within(event->chance_place, head->places.count));
    return times && trigger && chance && within_or_none(event->guard, formulas) && event->times >= NONE
           && span(event->first_set, event->sets, head->sets.count);
}

static enum flaw flaw_of_events(const struct programme *it) {
    const struct block *head = it->head;
    i32 before = 0;
    for (i32 k = 0; k < head->timeline.count; k++) {
        if (!within((i64)it->timeline[k].slot - it->first_quantity, head->quantities) || it->timeline[k].minute < before) return A_DATE;
        before = it->timeline[k].minute;
    }
    for (i32 k = 0; k < head->sets.count; k++)
        if (!within(it->sets[k].quantity, head->quantities) || !within(it->sets[k].formula, head->formulas.count)) return AN_EVENT;
    for (i32 k = 0; k < head->events.count; k++)
        if (!event_is_sound(it, &it->events[k])) return AN_EVENT;
    return SOUND;
}

/* A way leads from a stage of its ladder to another one. */
static int way_is_sound(const struct programme *it, const struct way *way, const struct ladder *ladder, i32 from) {
    const struct block *head = it->head;
    i64 formulas = head->formulas.count;
    int chance = way->chance == NONE || (within(way->chance, formulas) && within(way->chance_place, head->places.count));
    int sound = within((i64)way->target - ladder->first_stage, ladder->stages) && way->target != from
                && within(way->when, head->conditions.count) && within(way->keep, head->conditions.count)
                && within(way->hold, formulas) && within(way->decide, formulas) && within_or_none(way->again, formulas) && chance
                && span(way->first_heed, way->heeds, head->heeds.count);
    for (i32 k = 0; sound && k < way->heeds; k++) {
        const struct heed *heed = &it->heeds[way->first_heed + k];
        sound = within(heed->brake, head->brakes) && within((i64)heed->column - ladder->first_column, ladder->columns);
    }
    return sound;
}

/* The places stand between the quantities and `now`. */
static int is_place(const struct programme *it, i32 slot) { return it->first_place <= slot && slot < it->now_slot; }

/* Its stages, their ways and its columns begin where those of the ladder before it end, so that nothing is counted twice. */
static int is_behind(const struct programme *it, const struct ladder *ladder) {
    const struct ladder *before = ladder - 1;
    if (ladder == it->ladders) return ladder->first_stage == 0 && ladder->first_column == 0;
    return ladder->first_stage == before->first_stage + before->stages && ladder->first_column == before->first_column + before->columns;
}

static int ways_are_behind(const struct programme *it, i32 stage) {
    const struct stage *before = &it->stages[stage - 1];
    return it->stages[stage].first_way == (stage ? before->first_way + before->ways : 0);
}

static enum flaw flaw_of_ladder(const struct programme *it, const struct ladder *ladder) {
    const struct block *head = it->head;
    int sound = is_behind(it, ladder) && span(ladder->first_stage, ladder->stages, head->stages)
                && within((i64)ladder->start_stage - ladder->first_stage, ladder->stages) && is_place(it, ladder->place_slot)
                && (ladder->highest_slot == NONE || is_place(it, ladder->highest_slot))
                && span(ladder->first_column, ladder->columns, head->columns);
    if (!sound) return A_LADDER;
    for (i32 k = ladder->first_stage; k < ladder->first_stage + ladder->stages; k++) {
        const struct stage *stage = &it->stages[k];
        if (!ways_are_behind(it, k) || !span(stage->first_way, stage->ways, head->ways.count)) return A_LADDER;
        for (i32 w = 0; w < stage->ways; w++)
            if (!way_is_sound(it, &it->ways[stage->first_way + w], ladder, k)) return A_WAY;
    }
    return SOUND;
}

/* The ladders stand behind one another, so none is left out if the last one ends where the stages do. */
static int every_stage_is_on_one(const struct programme *it) {
    const struct ladder *last = &it->ladders[it->head->ladders.count - 1];
    return it->head->ladders.count > 0 && last->first_stage + last->stages == it->head->stages;
}

static enum flaw flaw_of_ladders(const struct programme *it) {
    for (i32 k = 0; k < it->head->ladders.count; k++) {
        enum flaw flaw = flaw_of_ladder(it, &it->ladders[k]);
        if (flaw) return flaw;
    }
    return every_stage_is_on_one(it) ? SOUND : A_LADDER;
}

static int aggregate_is_sound(const struct programme *it, const struct aggregate *aggregate) {
    if (aggregate->slot != NONE && !is_place(it, aggregate->slot)) return 0;
    if (aggregate->kind == COUNT) return aggregate->formula == NONE && within(aggregate->event, it->head->events.count);
    return (within(aggregate->kind, COUNT) || aggregate->kind == ON) && within(aggregate->formula, it->head->formulas.count);
}

static int outcome_is_sound(const struct programme *it, const struct outcome *outcome) {
    return within_or_none(outcome->measure, it->head->formulas.count) && outcome->aggregates > 0
           && span(outcome->first_aggregate, outcome->aggregates, it->head->aggregates.count);
}

static enum flaw flaw_of_outcomes(const struct programme *it) {
    for (i32 k = 0; k < it->head->aggregates.count; k++)
        if (!aggregate_is_sound(it, &it->aggregates[k])) return AN_OUTCOME;
    for (i32 k = 0; k < it->head->outcomes.count; k++)
        if (!outcome_is_sound(it, &it->outcomes[k])) return AN_OUTCOME;
    return SOUND;
}

enum flaw flaw_of(const u8 *block, i64 bytes) {
    const struct block *head = (const struct block *)block;
    if (bytes < (i64)sizeof(struct block) || head->magic != BLOCK_MAGIC || head->bytes != bytes) return NO_BLOCK;
    enum flaw flaw = flaw_of_tables(head);
    if (!flaw) flaw = flaw_of_numbers(head);
    if (flaw) return flaw;
    struct programme it = opened(block);
    flaw = flaw_of_expressions(&it);
    if (!flaw) flaw = flaw_of_events(&it);
    if (!flaw) flaw = flaw_of_ladders(&it);
    if (!flaw) flaw = flaw_of_outcomes(&it);
    return flaw;
}
