/* What is played: one flat block of bytes, made from a programme by `tables.py`, the same for every host.

   It holds no pointer: every table says how many rows it has and at which byte of the block the first one stands. Whatever a row
   names (a formula, a slot, a condition …) it names by its index, and `kernel_check` looks at every one of them before anything
   is played. -1 stands for "none". */
#ifndef BLOCK_H
#define BLOCK_H

#include <stdint.h>

typedef int32_t i32;
typedef int64_t i64;
typedef uint32_t u32;
typedef uint64_t u64;
typedef uint8_t u8;

enum { BLOCK_MAGIC = 0x45534b31, NONE = -1 };

struct table {
    i32 count; /* rows */
    i32 at;    /* bytes from the beginning of the block */
};

/* The state of a history is one row of numbers, by register: parameters, quantities, `stage`, `highest`, the places on the other
   ladders, the brakes, the aggregates that arithmetic is done with, `now`, the places of the stages; then constants; then what is
   worked out of parameters alone; then the draws of the expression in hand, and what it works with on the way. The register of a
   brake says whether it is there at all (1) or left out (0); an expression that reads its name works out its `while` too. */
struct block {
    u32 magic;
    i32 bytes;
    i32 end; /* minutes */
    i32 parameters, quantities;
    i32 between;                /* registers between `highest` and `now` */
    i32 stages;                 /* of all ladders */
    i32 worked_out;             /* registers for what parameters alone decide */
    i32 draws;                  /* the most draws of one expression */
    i32 temporaries;            /* the most registers that one expression works with */
    i32 brakes;                 /* the first conditions are theirs, in order */
    i32 columns;                /* of `blocked`: one for each stage of each ladder and each brake that can block it */
    i32 worked_out_by;          /* the formula whose code fills `worked_out` */
    struct table constants;     /* double */
    struct table code;          /* struct step */
    struct table formulas;      /* struct formula */
    struct table places;        /* i32: which standard variate is drawn there, see luck.h */
    struct table initial;       /* i32: the formula of each quantity */
    struct table bounds;        /* double, two for each quantity: min, max */
    struct table conditions;    /* i32: a formula */
    struct table reads;         /* struct read: which condition reads which slot */
    struct table seen;          /* struct read: which aggregate reads which slot */
    struct table timeline;      /* struct known, in order of time */
    struct table events;        /* struct event, in the order of the file */
    struct table sets;          /* struct set, in the order of the events */
    struct table ladders;       /* struct ladder, the main one first */
    struct table stage;         /* struct stage, by ladder, the lowest first */
    struct table ways;          /* struct way, by the stage from which they lead; those to the same stage follow one another */
    struct table heeds;         /* struct heed: the brakes that a way heeds */
    struct table aggregates;    /* struct aggregate, by outcome */
    struct table outcomes;      /* struct outcome */
};

/* One step of an expression: r[to] = r[a] <operation> r[b] … */
struct step {
    i32 operation, to, a, b, c, d;
};

enum operation {
    NEGATE, ADD, SUBTRACT, MULTIPLY, DIVIDE,
    LESS, AT_MOST, MORE, AT_LEAST, EQUAL, DIFFERENT,
    AND, OR, NOT, CHOOSE,
    MIN, MAX, ABS, SQRT, EXP, LOG, FLOOR, CEIL, ROUND, CLIP,
    UNIFORM, TRIANGULAR, NORMAL, LOGNORMAL, EXPONENTIAL, BERNOULLI, /* of a standard variate, a, and their arguments */
    OPERATIONS
};

/* An expression: its steps, and the register in which its value then stands. Without steps that register holds it always. Its
   draws have places of their own, one after the other. *fixed*: parameters alone decide it. */
struct formula {
    i32 result, first_step, steps, place, draws, fixed;
};

struct read {
    i32 slot, by;
};

struct known {
    i32 minute, slot;
    double value;
};

enum trigger { AT, EVERY, WHEN };

struct event {
    i32 trigger;
    i32 at, every, start, first, hold, after, until; /* formulas of times */
    i32 guard;                                       /* the formula of `while`; NONE: always true */
    i32 chance, chance_place;
    i32 times;
    i32 first_set, sets;
    i32 condition; /* `when` */
    i32 holds;     /* whether `for` may be more than nothing */
};

struct set {
    i32 quantity, formula;
};

/* A stage is named by its index among those of all ladders; its place on its own is that less *first_stage*. */
struct ladder {
    i32 first_stage, stages, start_stage;
    i32 place_slot, highest_slot; /* where expressions read the place, and, or NONE, the highest so far */
    i32 first_column, columns;    /* of `blocked` */
};

struct stage {
    i32 first_way, ways;
};

struct way {
    i32 target;
    i32 when, keep;          /* conditions */
    i32 hold, decide, again; /* formulas of times */
    i32 chance, chance_place;
    i32 first_heed, heeds;
};

/* A brake, and the column of `blocked` for it and the stage to which the way leads. */
struct heed {
    i32 brake, column;
};

enum kind_of_aggregate { PEAK, LOW, FINAL, AVERAGE, DAYS, FIRST, COUNT, ON };

struct aggregate {
    i32 kind, formula, event;
    i32 minute; /* of ON */
    i32 slot;   /* where arithmetic reads it, or NONE */
};

/* The only aggregate, or what *measure* makes of several. */
struct outcome {
    i32 measure, first_aggregate, aggregates;
};

/* What is wrong with a block: 0, or one of these. */
enum flaw { SOUND, NO_BLOCK, A_TABLE, A_NUMBER, A_STEP, A_FORMULA, A_PLACE, A_CONDITION, A_READ, A_DATE, AN_EVENT, A_LADDER, A_WAY, AN_OUTCOME };

#endif
