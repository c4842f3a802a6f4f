/* What a host may call. Nothing is kept between calls, and nothing is asked of the host. */
#ifndef KERNEL_H
#define KERNEL_H

#include "play.h"

/* 0 where the block can be played, else what is wrong with it (enum flaw). The other functions ask for a block without a flaw. */
i32 kernel_check(const u8 *block, i64 bytes);

/* The bytes of room that `kernel_play` needs beside what the call names. */
i64 kernel_room(const u8 *block);

/* The bytes of what becomes of one lane: outcomes and the value that was wrong (double); then i32: the minute each stage was first
   reached, the minutes in each stage, those that each column of stage and brake was blocked, and alone; enum count, for each ladder;
   enum stopped. Stages and columns are those of all ladders. */
i64 kernel_row_bytes(const u8 *block);

/* Plays all lanes, in their order: those that follow one another and share a group of four replications share their luck. 0, or 1
   where the call itself makes no sense. */
i32 kernel_play(struct call *call);

/* exp and log, for expressions that are compiled. */
double kernel_exp(double x);
double kernel_log(double x);

#endif
