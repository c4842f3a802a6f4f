/* Philox, and what becomes of its numbers. */
#include "luck.h"

#include "elementary.h"

enum { MOST_KEPT = 1024, FEWEST_KEPT = 16, KEPT_IN_ALL = 1 << 17, ROUNDS = 10 };

/* The two constant factors of a round, in halves: C has no product of 128 bits, so each is put together from four. */
struct halves {
    u64 high, low;
};

static u64 whole(struct halves it) { return it.high << 32 | it.low; }

/* The upper 64 bits of a product. */
static u64 upper(u64 a, struct halves b) {
    u64 high = a >> 32, low = a & 0xFFFFFFFFu;
    u64 middle = high * b.low + (low * b.low >> 32), other = low * b.high + (middle & 0xFFFFFFFFu);
    return high * b.high + (middle >> 32) + (other >> 32);
}

static void philox(u64 first, u64 second, const u64 key[2], u64 out[FOUR]) {
    const struct halves even = {0xD2E7470Eu, 0xE14C6C93u}, odd = {0xCA5A8263u, 0x95121157u};
    u64 c0 = first, c1 = second, c2 = 0, c3 = 0, k0 = key[0], k1 = key[1];
    for (i32 round = 0; round < ROUNDS; round++) {
        u64 high0 = upper(c0, even), low0 = whole(even) * c0, high2 = upper(c2, odd), low2 = whole(odd) * c2;
        c0 = high2 ^ c1 ^ k0;
        c1 = low2;
        c2 = high0 ^ c3 ^ k1;
        c3 = low0;
        k0 += 0x9E3779B97F4A7C15u;
        k1 += 0xBB67AE8584CAA73Bu;
    }
    out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
}

/* ((raw >> 12) + 1/2) / 2^52: never 0 and never 1. */
static double uniform(u64 raw) {
    return es_of_bits((raw >> 12) | 0x3FF0000000000000u) - (1.0 - 0x1p-53);
}

typedef double two __attribute__((vector_size(16)));

/* The coefficients of Wichura's algorithm AS 241 (PPND16, Applied Statistics 37, 1988). */
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

static double polynomial(const double *coefficients, double r) {
    double value = coefficients[0];
    for (i32 k = 1; k < 8; k++) value = value * r + coefficients[k];
    return value;
}

static two polynomials(const double *coefficients, two r) {
    two value = coefficients[0] - (two){0, 0};
    for (i32 k = 1; k < 8; k++) value = value * r + coefficients[k];
    return value;
}

/* The normal quantile far from its middle. */
static double bell_beyond(double u) {
    int below = u < 0.5;
    double r = __builtin_sqrt(-es_log(below ? u : 1.0 - u));
    double z = r <= 5.0 ? polynomial(tail[0], r - 1.6) / polynomial(tail[1], r - 1.6)
                        : polynomial(far_tail[0], r - 5.0) / polynomial(far_tail[1], r - 5.0);
    return below ? -z : z;
}

/* The normal quantile of two numbers: most lie near the middle, where both can be worked out together. */
static void bell(double *u) {
    two q = (two){u[0], u[1]} - 0.5, r = 0.180625 - q * q;
    two z = q * (polynomials(centre[0], r) / polynomials(centre[1], r));
    for (i32 k = 0; k < 2; k++) u[k] = __builtin_fabs(q[k]) <= 0.425 ? z[k] : bell_beyond(u[k]);
}

/* Put four numbers through the standard inverse of a place. */
static void standardize(enum standard which, double *u) {
    if (which == BELL) {
        bell(u);
        bell(u + 2);
    } else if (which == WAIT) {
        for (i32 k = 0; k < FOUR; k++) u[k] = -es_log(1.0 - u[k]);
    }
}

i32 rows_kept(i32 places) {
    i32 kept = MOST_KEPT;
    while (kept > FEWEST_KEPT && (i64)kept * places > KEPT_IN_ALL) kept /= 2;
    return kept;
}

void forget_luck(struct luck *luck) {
    i64 rows = (i64)luck->count * luck->kept;
    for (i64 row = 0; row < rows; row++) luck->rows[row].whose = 0;
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
    struct variates *row = kept_row(luck, place, occurrence);
    u64 raw[FOUR];
    /* numpy's Philox counts up once before it yields its first numbers */
    philox((u64)luck->four + 1, (u64)occurrence, &luck->keys[2 * (i64)place], raw);
    for (i32 k = 0; k < FOUR; k++) row->of[k] = uniform(raw[k]);
    standardize((enum standard)luck->places[place], row->of);
    row->whose = whose(luck, occurrence);
    return row->of[luck->one];
}
