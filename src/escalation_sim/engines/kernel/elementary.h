/* exp and log from + - * / and the bits of exponents alone: the same bits from every compiler and on every machine.
 *
 * The same operations in the same order as model/elementary.py, which tells where the numbers come from and how exact they are.
 * Compile with -ffp-contract=off: a fused multiply-add rounds once where two roundings are meant.
 */
#ifndef ESCALATION_SIM_ELEMENTARY_H
#define ESCALATION_SIM_ELEMENTARY_H

#include <stdint.h>

typedef union {
    double number;
    uint64_t bits;
} es_double;

static inline uint64_t es_bits(double x) {
    es_double both;
    both.number = x;
    return both.bits;
}

static inline double es_of_bits(uint64_t bits) {
    es_double both;
    both.bits = bits;
    return both.number;
}

/* 2 to the power of k, for -1022 <= k <= 1023 */
static inline double es_power_of_2(int64_t k) {
    return es_of_bits((uint64_t)(k + 1023) << 52);
}

static const double ES_LN2_HIGH = 0.6931471805592082; /* 40 bits, so that a multiple of it by a whole number is exact */
static const double ES_LN2_LOW = 7.371002565167799e-13;
static const double ES_ONE_BY_LN2 = 1.4426950408889634;
static const double ES_WHOLE = 6755399441055744.0; /* 1.5 * 2^52: a number added to it loses what is behind its point */

static const uint64_t ES_NAN = UINT64_C(0x7ff8000000000000);
static const uint64_t ES_INFINITY = UINT64_C(0x7ff0000000000000);
static const uint64_t ES_ONE = UINT64_C(0x3ff0000000000000);
static const uint64_t ES_ROOT_OF_HALF = UINT64_C(0x3fe6a09e667f3bcd);
static const uint64_t ES_FRACTION = UINT64_C(0x000fffffffffffff);

/* exp(high - low), for a difference between -ln(2)/2 and ln(2)/2 and a low that is tiny */
static inline double es_exp_near_0(double high, double low) {
    double r = high - low, rr = r * r, rrrr = rr * rr;
    double even = (0.16666666666666433 + rr * 0.008333333333499927)
                  + rrrr * ((0.00019841269466406688 + rr * 2.7557640753316153e-06) + rrrr * 2.497839625972826e-08);
    double odd = (0.04166666666660399 + rr * 0.0013888888926780305)
                 + rrrr * (2.480150870439626e-05 + rr * 2.762517749923177e-07);
    double beyond = rr * (0.5 + r * (even + r * odd)); /* exp(r) - 1 - r */
    double sum = 1.0 + high;
    return sum + ((high - (sum - 1.0)) + (beyond - low));
}

static inline double es_exp(double x) {
    if (x != x) return es_of_bits(ES_NAN);
    double within = x > 800.0 ? 800.0 : x < -800.0 ? -800.0 : x; /* beyond, it is infinite or 0 like here */
    double n = (within * ES_ONE_BY_LN2 + ES_WHOLE) - ES_WHOLE;
    double y = es_exp_near_0(within - n * ES_LN2_HIGH, n * ES_LN2_LOW);
    int64_t k = (int64_t)n, half = k / 2;
    return y * es_power_of_2(half) * es_power_of_2(k - half); /* the first product is exact, so only one is rounded */
}

/* log((1 + f) * 2^n), for 1 + f between the root of 1/2 and the root of 2 */
static inline double es_log_of(double n, double f) {
    double s = f / (2.0 + f), z = s * s, zz = z * z;
    double even = z * (0.6666666666666734 + zz * (0.2857142874238801 + zz * (0.18183564327007024 + zz * 0.14795949746504108)));
    double odd = zz * (0.39999999999414676 + zz * (0.22222198573157717 + zz * 0.15314050539471846));
    double half_square = 0.5 * f * f;
    double above = n * ES_LN2_HIGH, sum = above + f, most = sum - half_square;
    double lost = (f - (sum - above)) + ((sum - most) - half_square); /* what sum and most were rounded by */
    return most + (lost + (s * (half_square + (even + odd)) + n * ES_LN2_LOW));
}

static inline double es_log(double x) {
    if (!(x > 0.0)) return x == 0.0 ? -es_of_bits(ES_INFINITY) : es_of_bits(ES_NAN);
    uint64_t bits = es_bits(x);
    if (bits == ES_INFINITY) return x;
    int64_t n = -1023;
    if (x < 2.2250738585072014e-308) { /* subnormal */
        bits = es_bits(x * 18014398509481984.0);
        n = -1023 - 54;
    }
    bits += ES_ONE - ES_ROOT_OF_HALF;
    n += (int64_t)(bits >> 52);
    return es_log_of((double)n, es_of_bits((bits & ES_FRACTION) + ES_ROOT_OF_HALF) - 1.0);
}

#endif
