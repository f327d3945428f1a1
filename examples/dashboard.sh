#!/bin/sh
# A dashboard of this machine: processor, memory, disk, and the processor's last minute as a chart.
# Usage: dashboard.sh [--once]    The program fbdraw is on the PATH, the daemon listens on $FBDRAW_SOCKET.
set -eu

# Letters and corners go by the shorter side of the screen, everything else by percent.
unit=$(fbdraw info --json | tr ',' '\n' | awk -F: '/^"(width|height)"/ { if (!side || $2 + 0 < side) side = $2 + 0 } END { print side / 100 }')
size() { awk "BEGIN { print $unit * $1 }"; }
small=$(size 3.4) large=$(size 9) title=$(size 4.6) corner=$(size 2.4)

text() { # x, y, text, size, colour, align
    printf ',{"op":"text","x":"%s%%","y":"%s%%","text":"%s","size":%s,"fill":"%s","align":"%s","baseline":"middle"}' "$@"
}

card() { # x, y, width, height
    printf ',{"op":"rect","x":"%s%%","y":"%s%%","width":"%s%%","height":"%s%%","rx":%s,"fill":"#17233c"}' "$@" "$corner"
}

meter() { # x, name, percent, colour
    card "$1" 17 30 30
    text "$(($1 + 2))" 22.5 "$2" "$small" '#8ea1bf' left
    text "$(($1 + 2))" 32 "$3 %" "$large" white left
    printf ',{"op":"progress","x":"%s%%","y":"40.5%%","width":"26%%","height":"2%%","rx":99,"value":%s,"fill":"%s","track":"#ffffff1c"}' \
        "$(($1 + 2))" "$(awk "BEGIN { print $3 / 100 }")" "$4"
}

chart() { # percentages, the oldest first
    echo "$@" | awk '{ for (i = 1; i <= NF; i++) line = line sprintf(",[\"%.2f%%\",\"%.2f%%\"]", 5 + (i - 1) * 90 / (NF - 1), 91 - $i * 0.26)
        shade = "{\"linear\":{\"x1\":0,\"y1\":\"62%\",\"x2\":0,\"y2\":\"91%\",\"stops\":[[0,\"#38bdf890\"],[1,\"#38bdf810\"]]}}"
        printf ",{\"op\":\"polygon\",\"points\":[[\"5%%\",\"91%%\"]%s,[\"95%%\",\"91%%\"]],\"fill\":%s}", line, shade
        printf ",{\"op\":\"polyline\",\"points\":[%s],\"stroke\":\"#38bdf8\",\"stroke_width\":%s,\"stroke_linejoin\":\"round\"}", substr(line, 2), unit }' unit="$(size 0.5)" -
}

frame() {
    printf '[{"op":"clear","color":"#0c1424"}'
    text 3 9 "$(uname -n)" "$title" white left
    text 97 9 "$(date +%H:%M)" "$title" '#8ea1bf' right
    meter 3 Processor "$1" '#38bdf8'
    meter 35 Memory "$(awk '/^MemTotal/ { all = $2 } /^MemAvailable/ { free = $2 } END { print int(100 - 100 * free / all) }' /proc/meminfo)" '#a78bfa'
    meter 67 Disk "$(df -P / | awk 'END { print int($5) }')" '#fbbf24'
    card 3 51 94 44
    text 5 57 'Processor, last minute' "$small" '#8ea1bf' left
    shift && chart "$@" && echo ']'
}

busy() { awk '/^cpu / { for (i = 2; i <= 9; i++) all += $i; print all - $5 - $6, all }' /proc/stat; }

[ "${1:-}" = --once ] && rest=60 pause=0.02 || rest=-1 pause=1
history=$(yes 0 | head -n 60) last=$(busy)
while [ "$rest" -ne 0 ]; do
    sleep "$pause" && next=$(busy) rest=$((rest - 1))
    percent=$(echo "$last $next" | awk '{ print ($4 > $2 ? int(100 * ($3 - $1) / ($4 - $2)) : 0) }')
    history=$(echo $history "$percent" | cut -d ' ' -f 2-) last=$next
    [ "$rest" -gt 0 ] || frame "$percent" $history
done | fbdraw send -
