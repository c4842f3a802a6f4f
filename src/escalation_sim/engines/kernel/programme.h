/* A block that has been opened: its tables as arrays, and where in the state each part stands. */
#ifndef PROGRAMME_H
#define PROGRAMME_H

#include "block.h"

struct programme {
    const struct block *head;
    const double *constants;
    const struct step *code;
    const struct formula *formulas;
    const i32 *places;
    const i32 *initial;
    const double *bounds;
    const i32 *conditions;
    const struct read *reads, *seen;
    const struct known *timeline;
    const struct event *events;
    const struct set *sets;
    const struct ladder *ladders;
    const struct stage *stages;
    const struct way *ways;
    const struct heed *heeds;
    const struct aggregate *aggregates;
    const struct outcome *outcomes;
    i32 first_quantity, first_place, first_brake, now_slot, first_constant, first_worked_out, first_draw, first_temporary, registers;
};

/* The block must be sound. */
struct programme opened(const u8 *block);

/* SOUND, or the first flaw that is found. */
enum flaw flaw_of(const u8 *block, i64 bytes);

#endif
