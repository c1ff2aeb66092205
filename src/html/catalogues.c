/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The languages that are built in.  English is what the templates say themselves; another comes as po/LANG.po. */
#include "html/catalogue.h"

const Catalogue *const catalogues[] = { NULL };
