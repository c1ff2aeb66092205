#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Words that are not said to people: docs/words.tsv, looked for in templates, default pages, letters and documents.
# language.md may name them, because it says why they are not used.
cd "${1:-$(dirname "$0")/..}" || exit 2
bad=0
perl - src/*/*.html assets/pages/*.md assets/compass.tsv README.md docs/*.md src/people/*.c src/porch/*.c src/web/*.c src/house/*.c src/jobs/*.c << 'PERL' || bad=1
use strict; use warnings;
open my $t, '<', 'docs/words.tsv' or die;
my @rules = map { chomp; [split /\t/] } grep { !/^#/ && /\t/ } <$t>;
my $bad = 0;
for my $file (@ARGV) {
    next if $file =~ m{pages/language\.md$} || !-e $file;
    open my $f, '<', $file or die "$file: $!";
    my $shown = $file =~ /\.html$|assets/;
    while (my $line = <$f>) {
        if ($file =~ /\.c$/) { $line = join ' ', $line =~ /\bS\("((?:[^"\\]|\\.)*)"\)/g; $line =~ s/%[.*a-z]+//g; next if $line !~ / /; }
        $line =~ s/aria-invalid|user-led|user-agent|user-run//gi;
        $line =~ s/\{[^}]*\}//g, $line =~ s/\b(name|id|for|type|class|href|action|value|autocomplete)="[^"]*"//g if $file =~ /\.html$/;
        for my $r (@rules) {
            my ($word, $where, $why) = @$r;
            next if $where eq 'shown' && !$shown && $file !~ /\.c$/;
            if ($line =~ /\b($word)\b/i) { print "$file:$.: $1   <- $why\n"; $bad = 1; }
        }
    }
}
exit $bad;
PERL
# R4, R10, CARE-06: no column named or shaped like these.
cols=$(grep -nHiE '\b(diagnos[a-z]*|medication|treatment|service_user|date_of_birth|dob|birth_?date|gender|sex|ethnicity|risk[a-z_]*|score) +@' schema/*.sql)
[ -z "$cols" ] || { printf '%s\n    <- Kith does not hold this about people\n' "$cols"; bad=1; }
exit $bad
