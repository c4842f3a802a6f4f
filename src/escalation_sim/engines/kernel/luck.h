/* Luck: (key of seed and place, occurrence, replication) → a standard variate.

   Philox 4x64 with ten rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011) yields four numbers for one value
   of its counter, which here are those of four replications. What has been fetched is kept until another four are played. */
#ifndef LUCK_H
#define LUCK_H

#include <stddef.h>

#include "block.h"

enum { FOUR = 4 };

/* Which variate is drawn at a place: a number in (0, 1) as it is, or what the normal or the exponential inverse makes of it. */
enum standard { PLAIN, BELL, WAIT };

/* What is kept of one occurrence at a place. */
struct variates {
    u64 whose; /* of which four and which occurrence, see `whose` */
    double of[FOUR];
};

struct luck {
    const u64 *keys;   /* two for each place */
    const i32 *places; /* enum standard */
    i32 count;         /* places */
    i32 kept;          /* occurrences kept of each place, a power of 2 */
    i64 four;          /* which four replications these are */
    i32 one;           /* which of them is being played */
    u32 age;           /* how often the four have changed, from 1 */
    struct variates *rows; /* count × kept */
};

i32 rows_kept(i32 places);

/* Nothing is known yet of any four. */
void forget_luck(struct luck *luck);

void choose_replication(struct luck *luck, i64 replication);

double fetched(struct luck *luck, i32 place, i32 occurrence);

static inline u64 whose(const struct luck *luck, i32 occurrence) { return (u64)luck->age << 32 | (u32)occurrence; }

static inline struct variates *kept_row(const struct luck *luck, i32 place, i32 occurrence) {
    return luck->rows + (size_t)place * (size_t)luck->kept + (size_t)(occurrence & (luck->kept - 1));
}

static inline double variate(struct luck *luck, i32 place, i32 occurrence) {
    const struct variates *row = kept_row(luck, place, occurrence);
    return row->whose == whose(luck, occurrence) ? row->of[luck->one] : fetched(luck, place, occurrence);
}

#endif
