/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Only adds: every page works without it.  Shift pressed three times leaves the site, and what there is to mend takes focus.
 * It keeps nothing: devices are shared. */
(function () {
    "use strict";

    var faults = document.getElementById("faults");
    if (faults) faults.focus();

    /* Three presses of Shift alone, each within a second of the last: no writing does that by chance. */
    var presses = 0, last = 0;
    document.addEventListener("keydown", function (event) {
        if (event.repeat) return;
        if (event.key !== "Shift") {
            presses = 0;
            return;
        }
        presses = event.timeStamp - last < 1000 ? presses + 1 : 1;
        last = event.timeStamp;
        if (presses < 3) return;
        presses = 0;
        var way_out = document.getElementById("leave-site");
        if (!way_out) return;
        document.documentElement.hidden = true;
        way_out.submit();
    });

    /* Coming back with the Back button must not show what was left. */
    window.addEventListener("pageshow", function (event) {
        if (event.persisted && document.documentElement.hidden) location.reload();
    });
}());
