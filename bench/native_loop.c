/*
 * The yardstick on the CPU: only the products, forward and backward, as sums of scaled rows, from Wᵀ and from W. No
 * activation, no norms along the way. programs.mjs compiles it, limited to 128 bits and for the widest vectors there are.
 *
 *   native_loop weights networks steps threads checked
 *
 * weights: float32 [networks × N × N]. Answers each line on stdin with a pass: its milliseconds, and log10 of the
 * norm of (Wᵀ)^T·1 of the first networks.
 */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define N 64
/* Rows at a time: the sums go through memory once for all of them. */
#define ROWS 8

static float *weights, *transposes, *states, *gradients;
static int networks, steps, threads;

/* out = Σ x_j · row_j */
static void product(const float *restrict rows, const float *restrict x, float *restrict out) {
  for (int i = 0; i < N; i++) out[i] = 0;
  for (int j = 0; j < N; j += ROWS) {
    const float *row = rows + j * N;
    for (int i = 0; i < N; i++) {
      out[i] += row[i] * x[j] + row[N + i] * x[j + 1] + row[2 * N + i] * x[j + 2] + row[3 * N + i] * x[j + 3] +
                row[4 * N + i] * x[j + 4] + row[5 * N + i] * x[j + 5] + row[6 * N + i] * x[j + 6] +
                row[7 * N + i] * x[j + 7];
    }
  }
}

static void chain(const float *rows, float *result) {
  float a[N], b[N];
  for (int i = 0; i < N; i++) a[i] = 1;
  for (int t = 0; t < steps; t++) {
    product(rows, a, b);
    memcpy(a, b, sizeof a);
  }
  memcpy(result, a, sizeof a);
}

static void *work(void *argument) {
  for (long n = (long)argument; n < networks; n += threads) {
    chain(transposes + n * N * N, states + n * N);
    chain(weights + n * N * N, gradients + n * N);
  }
  return NULL;
}

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void pass(void) {
  pthread_t others[threads];
  for (long i = 1; i < threads; i++) pthread_create(&others[i], NULL, work, (void *)i);
  work((void *)0);
  for (int i = 1; i < threads; i++) pthread_join(others[i], NULL);
}

int main(int count, char **arguments) {
  if (count != 6) return 2;
  networks = atoi(arguments[2]);
  steps = atoi(arguments[3]);
  threads = atoi(arguments[4]);
  const int checked = atoi(arguments[5]);
  const size_t entries = (size_t)networks * N * N;
  weights = malloc(entries * sizeof(float));
  transposes = malloc(entries * sizeof(float));
  states = malloc((size_t)networks * N * sizeof(float));
  gradients = malloc((size_t)networks * N * sizeof(float));
  FILE *file = fopen(arguments[1], "rb");
  if (!file || !weights || !transposes || !states || !gradients) return 1;
  if (fread(weights, sizeof(float), entries, file) != entries) return 1;
  fclose(file);
  for (size_t n = 0; n < entries; n += N * N)
    for (int i = 0; i < N; i++)
      for (int j = 0; j < N; j++) transposes[n + j * N + i] = weights[n + i * N + j];

  char line[16];
  while (fgets(line, sizeof line, stdin)) {
    const double start = milliseconds();
    pass();
    printf("%.6f", milliseconds() - start);
    for (int n = 0; n < checked; n++) {
      double sum = 0;
      for (int i = 0; i < N; i++) sum += (double)gradients[n * N + i] * gradients[n * N + i];
      printf(" %.9g", 0.5 * log10(sum));
    }
    printf("\n");
    fflush(stdout);
  }
  return 0;
}
