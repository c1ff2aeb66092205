/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of signing in print. */
#ifndef KITH_SIGNIN_VIEWS_H
#define KITH_SIGNIN_VIEWS_H

#include "people/signin.h"
#include "web/parts.h"

typedef struct { Faults faults; Str back; FieldSpec email; } SignInForm;
typedef struct { Faults faults; Str token; bool needs_code; People people; FieldSpec code; Str carried_code; } SignInGo;

#endif
