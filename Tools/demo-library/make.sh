#!/usr/bin/env bash
# Makes the media of the demo library and the Swift file that puts them into the binary.
#
# usage: make.sh [DIRECTORY]
#
# Media go to DIRECTORY (default: a temporary one, removed at the end). The Swift file,
# Sources/DemoOrigin/Library/EmbeddedMedia+Files.swift, is committed; the media are not. Run this only to
# change them: other versions of the encoders give other bytes. Needs ffmpeg with libx264, libvpx, libopus,
# libvorbis and drawtext, the DejaVu fonts, and iconv. Everything shown is a test pattern made here, so nobody else
# has rights in it.

set -euo pipefail
media="${1:+$(realpath -m "$1")}"
cd "$(dirname "$0")"
swift_file="$PWD/../../Sources/DemoOrigin/Library/EmbeddedMedia+Files.swift"

if [ -n "$media" ]; then
    mkdir -p "$media"
else
    media="$(mktemp -d)"
    trap 'rm -rf "$media"' EXIT
fi
cd "$media"
mkdir -p hls/low hls/high

# One thread and no dates or versions inside: the same encoder gives the same bytes again.
encode() {
    ffmpeg -nostdin -hide_banner -loglevel error -y "$@"
}
exact=(-map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -threads 1)
h264=(-c:v libx264 -preset veryslow -pix_fmt yuv420p -g 24)
aac=(-c:a aac -b:a 24k -ar 24000)
# Levels and pitch differ per film, so that a wrong file can be heard.
tone() { echo "sine=frequency=$1:sample_rate=24000:duration=$2"; }

# The film with every quality: a box that crosses a test card, so that a seek shows.
film() {
    echo "smptehdbars=size=$1:rate=12:duration=6[card];color=black:size=${1%x*}x40:rate=12:duration=6,"\
"crop=w=iw/16[box];[card][box]overlay=x=mod(t*W/3\\,W):y=H*0.3"
}
pattern() { echo "testsrc2=size=$1:rate=12:duration=$2"; }

# Index at the front.
encode -f lavfi -i "$(film 1280x720)" -f lavfi -i "$(tone 440 6)" "${exact[@]}" "${h264[@]}" -crf 30 "${aac[@]}" \
    -movflags +faststart harbour-720p.mp4
# Index at the end: what a player must fetch the tail for.
encode -f lavfi -i "$(film 854x480)" -f lavfi -i "$(tone 440 6)" "${exact[@]}" "${h264[@]}" -crf 32 "${aac[@]}" \
    harbour-480p.mp4
# Six channels of sound.
encode -f lavfi -i "$(film 1920x1080)" -f lavfi -i "$(tone 440 6)" "${exact[@]}" "${h264[@]}" -crf 32 \
    -c:a aac -b:a 48k -ac 6 -movflags +faststart harbour-1080p-51.mp4
# Fragments, as DASH delivers them.
encode -f lavfi -i "$(film 1280x720)" -f lavfi -i "$(tone 440 6)" "${exact[@]}" "${h264[@]}" -crf 34 "${aac[@]}" \
    -movflags +frag_keyframe+empty_moov+default_base_moof harbour-720p-dash.mp4
encode -f lavfi -i "$(film 1920x1080)" -f lavfi -i "$(tone 440 6)" "${exact[@]}" \
    -c:v libvpx-vp9 -b:v 0 -crf 50 -g 24 -c:a libopus -b:a 16k harbour-1080p.webm
# The words of a subtitle in the picture.
encode -f lavfi -i "$(film 640x360),drawtext=font=DejaVu Sans:text='Die Flut kommt.':fontcolor=yellow:fontsize=28:box=1:boxcolor=black:boxborderw=6:x=(w-tw)/2:y=h-48" \
    -f lavfi -i "$(tone 440 6)" "${exact[@]}" "${h264[@]}" -crf 34 "${aac[@]}" -movflags +faststart harbour-german.mp4

# Other films.
encode -f lavfi -i "$(pattern 480x270 3)" -f lavfi -i "$(tone 330 3)" "${exact[@]}" "${h264[@]}" -crf 40 "${aac[@]}" \
    -movflags +faststart pattern-360p.mp4
encode -f lavfi -i "$(pattern 320x180 3)" -f lavfi -i "$(tone 330 3)" "${exact[@]}" \
    -c:v libvpx -b:v 60k -crf 50 -g 24 -c:a libvorbis -b:a 24k -ac 1 -ar 22050 pattern-360p.webm
encode -f lavfi -i "mandelbrot=size=320x180:rate=12:end_pts=400" -f lavfi -i "$(tone 220 3)" -t 3 "${exact[@]}" "${h264[@]}" -crf 38 \
    "${aac[@]}" fractal-360p.mp4

# Two variants of three segments of two seconds.
ladder() {
    encode -f lavfi -i "$(film "$2")" -f lavfi -i "$(tone 440 6)" "${exact[@]}" "${h264[@]}" -crf "$3" "${aac[@]}" \
        -force_key_frames 'expr:gte(t,n_forced*2)' -f hls -hls_time 2 -hls_playlist_type vod \
        -hls_flags independent_segments -hls_segment_filename "hls/$1/%d.ts" "hls/$1/index.m3u8"
}
ladder low 426x240 38
ladder high 854x480 36
cat > hls/master.m3u8 <<'PLAYLIST'
#EXTM3U
#EXT-X-VERSION:6
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=90000,RESOLUTION=426x240,CODECS="avc1.640015,mp4a.40.2"
low/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=140000,RESOLUTION=854x480,CODECS="avc1.64001e,mp4a.40.2"
high/index.m3u8
PLAYLIST

# Subtitles. The Spanish one has what real SRT files have: byte-order mark, CRLF, a tag of another format,
# HTML, a cue without a number, and no line at the end.
printf '\xef\xbb\xbf1\r\n00:00:00,500 --> 00:00:02,000\r\n{\\an8}<font color="#ffff00">Sube la marea.</font>\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,500 X1:100 X2:200 Y1:400 Y2:450\r\n<i>¿Y los barcos?</i>\r\n- ¡Mañana!\r\n\r\n00:00:03,500 --> 00:00:05,000\r\nSin número, pero <b>aquí</b>.\r\n\r\n4\r\n00:00:05,000 --> 00:00:06,000\r\nFin & principio < > 1' > spanish.srt
printf '1\n00:00:00,500 --> 00:00:02,000\nLa marée monte déjà…\n\n2\n00:00:02,000 --> 00:00:04,000\n« Où sont les bateaux ? » — À l’œuvre !\n' \
    | iconv -f UTF-8 -t WINDOWS-1252 > french-windows-1252.srt
printf 'WEBVTT\n\nNOTE Made for the demo library.\n\n1\n00:00:00.500 --> 00:00:02.000\nThe tide is rising.\n\n2\n00:00:02.000 --> 00:00:04.000 line:0\n<v Pilot>And the boats?\n\n3\n00:00:04.000 --> 00:00:06.000\nTomorrow.\n' > english.vtt
printf 'WEBVTT\n\n00:00.500 --> 00:02.000\nDie Flut kommt.\n\n00:02.000 --> 00:04.000\nUnd die Schiffe?\n' > german.vtt

# Posters in the three sizes of the service.
poster() {
    for size in small:240x135 medium:640x360 large:1280x720; do
        encode -f lavfi -i "$2" -frames:v 1 -vf "scale=${size#*:}:flags=lanczos" "${exact[@]}" ${4:-} "$1-${size%%:*}.$3"
    done
}
poster harbour "smptehdbars=size=1280x720:duration=1" png
poster fractal "mandelbrot=size=640x360:start_scale=1.2" jpg "-q:v 26"

# The Swift file.
{
    echo '// Made by Tools/demo-library/make.sh.'
    echo '// swift-format-ignore-file'
    echo
    echo 'extension EmbeddedMedia {'
    echo '    /// Every file by its name, as base64.'
    echo '    static let encoded: [(name: String, base64: String)] = ['
    find . -type f | sed 's|^\./||' | LC_ALL=C sort | while read -r file; do
        echo "        (\"$file\", \"\"\""
        base64 -w 120 "$file" | sed 's/^/            /'
        echo '            """),'
    done
    echo '    ]'
    echo '}'
} > "$swift_file"

find . -type f -printf '%s %P\n' | sort -k2
find . -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum, "bytes in all" }'
