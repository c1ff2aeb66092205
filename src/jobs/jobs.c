#include "jobs/jobs.h"
#include <stdlib.h>
void letter_post(Tx *tx, const Letter *l) { (void)tx; (void)l; }
void job_add(Tx *tx, const char *kind, i64 about, Time run_at) { (void)tx,(void)kind,(void)about,(void)run_at; }
Jobs *jobs_start(const JobsConfig *c) { (void)c; return NULL; }
void jobs_nudge(Jobs *j) { (void)j; }
void jobs_stop(Jobs *j) { (void)j; }
int jobs_run_due(Db *db, const JobsConfig *c) { (void)db,(void)c; return 0; }
