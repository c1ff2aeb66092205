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

/* Passkeys are the one thing that needs script: the browser talks to the device, the form carries what it said. */
(function () {
    "use strict";

    var form = document.querySelector("form[data-passkey]");
    if (!form || !window.PublicKeyCredential || !navigator.credentials) return;
    var adds = form.dataset.passkey === "add", words = form.querySelector("p[role=status]"), busy = false;
    var without = document.querySelector("[data-without-passkey]");
    form.hidden = false;
    if (without) without.hidden = true;

    function bytes(text) {
        return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), function (c) { return c.charCodeAt(0); });
    }
    function put(name, buffer) {
        var raw = "", of = new Uint8Array(buffer || []);
        for (var i = 0; i < of.length; i++) raw += String.fromCharCode(of[i]);
        form.elements[name].value = btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
    }
    function ask() {
        var challenge = bytes(form.dataset.challenge), site = form.dataset.site;
        if (!adds) return navigator.credentials.get({ publicKey: { challenge: challenge, rpId: site, userVerification: "required", timeout: 120000 } });
        return navigator.credentials.create({ publicKey: {
            challenge: challenge, rp: { id: site, name: form.dataset.network }, attestation: "none", timeout: 120000,
            user: { id: bytes(form.dataset.handle), name: form.dataset.person, displayName: form.dataset.person },
            pubKeyCredParams: [-8, -7, -257].map(function (alg) { return { type: "public-key", alg: alg }; }),
            excludeCredentials: form.dataset.known.split(" ").filter(Boolean).map(function (id) { return { type: "public-key", id: bytes(id) }; }),
            authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" }
        } });
    }

    form.addEventListener("submit", function (event) {
        event.preventDefault();
        if (busy) return;
        busy = true;
        words.hidden = true;
        ask().then(function (key) {
            var said = key.response;
            put("client_data", said.clientDataJSON);
            put("auth_data", adds ? said.getAuthenticatorData() : said.authenticatorData);
            put("signature", said.signature);
            put("handle", said.userHandle);
            put("credential", key.rawId);
            form.submit();
        }).catch(function () {
            busy = false;
            words.hidden = false;
        });
    });
}());

/* Long forms are kept while people write: five seconds after the last key, and once more when they leave in a hurry. */
(function () {
    "use strict";

    var form = document.querySelector("form[data-keeps]"), waits = 0;
    if (!form || !window.fetch || !window.URLSearchParams) return;
    function fields() {
        var data = new URLSearchParams(new FormData(form));
        data.delete("once");
        data.set("act", "keep");
        return data;
    }
    function keep(last) {
        window.clearTimeout(waits);
        waits = 0;
        return fetch(form.action, { method: "POST", body: fields(), credentials: "same-origin", redirect: "manual", keepalive: last === true }).catch(function () {});
    }
    form.addEventListener("input", function () {
        window.clearTimeout(waits);
        waits = window.setTimeout(keep, 5000);
    });
    form.addEventListener("submit", function () { window.clearTimeout(waits); waits = 0; });
    var way_out = document.getElementById("leave-site");
    if (way_out) way_out.addEventListener("submit", function () { if (waits) keep(true); });
}());

/* Where the browser can record, a button beside the file: what was spoken is put into the same form. */
(function () {
    "use strict";

    var form = document.querySelector("form[data-records=yes]"), input = document.getElementById("file");
    if (!form || !input || !window.MediaRecorder || !navigator.mediaDevices || !window.DataTransfer) return;
    var button = document.createElement("button"), words = document.createElement("p"), recorder = null, parts = [];
    button.type = "button";
    button.className = "act2";
    button.textContent = "Record now";
    words.setAttribute("role", "status");
    form.insertBefore(words, form.firstChild);
    form.insertBefore(button, form.firstChild);
    function done() {
        var type = recorder.mimeType.split(";")[0], files = new DataTransfer();
        files.items.add(new File(parts, "recording." + type.split("/")[1], { type: type }));
        input.files = files.files;
        recorder.stream.getTracks().forEach(function (t) { t.stop(); });
        recorder = null;
        button.textContent = "Record again";
        words.textContent = "Recorded. It is sent when you choose to keep it, and not before.";
    }
    button.addEventListener("click", function () {
        if (recorder) return recorder.stop();
        navigator.mediaDevices.getUserMedia({ audio: true }).then(function (stream) {
            parts = [];
            recorder = new MediaRecorder(stream);
            recorder.ondataavailable = function (e) { parts.push(e.data); };
            recorder.onstop = done;
            recorder.start();
            button.textContent = "Stop recording";
            words.textContent = "Recording. Take your time; half an hour is the most.";
        }).catch(function () { words.textContent = "This browser may not use the microphone here. Choose a recording from the device instead."; });
    });
}());

/* An edition's items can be dragged; pressing up and down does the same without. */
(function () {
    "use strict";

    var dragged = null;
    Array.prototype.forEach.call(document.querySelectorAll("form[data-orders]"), function (form) {
        var list = form.querySelector("ol"), buttons = form.querySelector("button");
        if (!list || !buttons) return;
        Array.prototype.forEach.call(list.children, function (item) {
            item.draggable = true;
            item.addEventListener("dragstart", function (e) { dragged = item; e.dataTransfer.effectAllowed = "move"; });
            item.addEventListener("dragover", function (e) {
                if (!dragged || dragged.parentNode !== list) return;
                e.preventDefault();
                var box = item.getBoundingClientRect();
                list.insertBefore(dragged, e.clientY < box.top + box.height / 2 ? item : item.nextSibling);
            });
            item.addEventListener("drop", function (e) { e.preventDefault(); });
            item.addEventListener("dragend", function () {
                dragged = null;
                form.elements.order.value = Array.prototype.map.call(list.children, function (x) { return x.dataset.placed; }).join(" ");
                form.submit();
            });
        });
    });
}());
