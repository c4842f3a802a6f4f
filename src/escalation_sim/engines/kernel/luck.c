/* Philox, and what becomes of its numbers. */
#include "luck.h"

#include "elementary.h"

enum { MOST_KEPT = 1024, FEWEST_KEPT = 16, KEPT_IN_ALL = 1 << 17, ROUNDS = 10 };

/* Two numbers at a time: both products of a round are worked out together, of halves, since C has no product of 128 bits. */
typedef u64 pair __attribute__((vector_size(16)));
typedef u32 halves __attribute__((vector_size(8)));

struct product {
    pair high, low;
};

static pair times(halves a, halves b) { return __builtin_convertvector(a, pair) * __builtin_convertvector(b, pair); }

static struct product product(pair a, pair b) {
    halves a0 = __builtin_convertvector(a, halves), a1 = __builtin_convertvector(a >> 32, halves);
    halves b0 = __builtin_convertvector(b, halves), b1 = __builtin_convertvector(b >> 32, halves);
    pair lowest = times(a0, b0), middle = times(a1, b0) + (lowest >> 32);
    pair other = times(a0, b1) + (middle & 0xFFFFFFFFu);
    return (struct product){times(a1, b1) + (middle >> 32) + (other >> 32), (other << 32) | (lowest & 0xFFFFFFFFu)};
}

static pair turned(pair two) { return (pair){two[1], two[0]}; }

static void philox(u64 first, u64 second, const u64 key[2], u64 out[FOUR]) {
    const pair factors = {0xD2E7470EE14C6C93u, 0xCA5A826395121157u}, steps = {0x9E3779B97F4A7C15u, 0xBB67AE8584CAA73Bu};
    pair even = {first, 0}, odd = {second, 0}, keys = {key[0], key[1]};
    for (i32 round = 0; round < ROUNDS; round++) {
        struct product of = product(even, factors);
        even = turned(of.high) ^ odd ^ keys;
        odd = turned(of.low);
        keys += steps;
    }
    out[0] = even[0], out[1] = odd[0], out[2] = even[1], out[3] = odd[1];
}

/* ((raw >> 12) + 1/2) / 2^52: never 0 and never 1. */
static double uniform(u64 raw) {
    return es_of_bits((raw >> 12) | 0x3FF0000000000000u) - (1.0 - 0x1p-53);
}

static double polynomial(const double *coefficients, double r) {
    double value = coefficients[0];
    for (i32 k = 1; k < 8; k++) value = value * r + coefficients[k];
    return value;
}

/* The normal quantile, by Wichura's algorithm AS 241 (PPND16, Applied Statistics 37, 1988). */
static double bell(double u) {
    static const double centre[2][8] = {
        {2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
         1971.5909503065514427, 133.14166789178437745, 3.387132872796366608},
        {5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
         687.1870074920579083, 42.313330701600911252, 1.0}};
    static const double tail[2][8] = {
        {7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
         3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734},
        {1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
         0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0}};
    static const double far_tail[2][8] = {
        {2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
         0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772},
        {2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
         0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0}};
    double q = u - 0.5;
    if (__builtin_fabs(q) <= 0.425) {
        double r = 0.180625 - q * q;
        return q * (polynomial(centre[0], r) / polynomial(centre[1], r));
    }
    double r = __builtin_sqrt(-es_log(q < 0 ? u : 1.0 - u));
    double z = r <= 5.0 ? polynomial(tail[0], r - 1.6) / polynomial(tail[1], r - 1.6)
                        : polynomial(far_tail[0], r - 5.0) / polynomial(far_tail[1], r - 5.0);
    return q < 0 ? -z : z;
}

static double standard(enum standard which, double u) {
    switch (which) {
    case BELL: return bell(u);
    case WAIT: return -es_log(1.0 - u);
    default: return u;
    }
}

i32 rows_kept(i32 places) {
    i32 kept = MOST_KEPT;
    while (kept > FEWEST_KEPT && (i64)kept * places > KEPT_IN_ALL) kept /= 2;
    return kept;
}

void forget_luck(struct luck *luck) {
    i64 rows = (i64)luck->count * luck->kept;
    for (i64 row = 0; row < rows; row++) luck->ages[row] = 0;
    luck->age = 0;
    luck->four = NONE;
}

void choose_replication(struct luck *luck, i64 replication) {
    luck->one = (i32)(replication % FOUR);
    if (replication / FOUR == luck->four) return;
    luck->four = replication / FOUR;
    if (luck->age == UINT32_MAX) forget_luck(luck), luck->four = replication / FOUR;
    luck->age++;
}

double fetched(struct luck *luck, i32 place, i32 occurrence) {
    i64 row = (i64)place * luck->kept + (occurrence & (luck->kept - 1));
    double *kept = &luck->rows[row * FOUR];
    u64 raw[FOUR];
    /* numpy's Philox counts up once before it yields its first numbers */
    philox((u64)luck->four + 1, (u64)occurrence, &luck->keys[2 * (i64)place], raw);
    for (i32 k = 0; k < FOUR; k++) kept[k] = standard((enum standard)luck->places[place], uniform(raw[k]));
    luck->ages[row] = luck->age;
    luck->occurrences[row] = occurrence;
    return kept[luck->one];
}
