#include "house/begin.h"
int cli_demo(House *h, int argc, char **argv) { (void)h,(void)argc,(void)argv; return 1; }
