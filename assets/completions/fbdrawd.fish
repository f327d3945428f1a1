complete -c fbdrawd -l device -d 'Draw on this framebuffer device [default: /dev/fb0]' -r -F
complete -c fbdrawd -l file -d 'Draw into this plain file instead, which is created or grown as needed and never cut short' -r -F
complete -c fbdrawd -l size -d 'Width and height of the file\'s picture in pixels, such as 1280x720; of a device\'s, where its driver is wrong' -r
complete -c fbdrawd -l format -d 'Pixel format of the file, by its DRM name [default: xrgb8888]; of a device, where its driver is wrong' -r
complete -c fbdrawd -l stride -d 'Bytes from one row of the file to the next [default: no padding]; of a device, where its driver is wrong' -r
complete -c fbdrawd -l offset -d 'Byte of the file at which the first pixel lies [default: 0]; of a device\'s memory, where its driver is wrong' -r
complete -c fbdrawd -l memory -d 'Bytes of a device\'s memory, where its driver says too few' -r
complete -c fbdrawd -l wait -d 'Wait this many seconds for a device that is not there yet [default: 0]' -r
complete -c fbdrawd -l socket -d 'Listen on this Unix socket [default: $RUNTIME_DIRECTORY/fbdraw.sock, /run/fbdraw/fbdraw.sock for root, $XDG_RUNTIME_DIR/fbdraw.sock for others]' -r -F
complete -c fbdrawd -l socket-mode -d 'Permissions of the socket in octal [default: 0660]' -r
complete -c fbdrawd -l buffer -d 'Where to draw: in the mapping itself (direct), in memory first (shadow), in memory first and with two pages that are shown in turn (flip), or as suits the device (auto: direct or shadow)' -r
complete -c fbdrawd -l rotate -d 'By how many degrees the picture is turned clockwise on the display: 0, 90, 180 or 270 [default: 0]' -r
complete -c fbdrawd -l wait-vsync -d 'Whether each frame waits for the display\'s vertical blank before it is copied or flipped [default: false]' -r -f -a "true\t''
false\t''"
complete -c fbdrawd -l dither -d 'Whether gradients and translucent paint are dithered in formats of 15 and 16 bits [default: true]' -r -f -a "true\t''
false\t''"
complete -c fbdrawd -l vt -d 'The virtual terminal to keep from drawing on the screen: the one that is shown there (auto), none, or a number, which is switched to [default: auto]' -r
complete -c fbdrawd -l font-dir -d 'Look for fonts beneath this directory too, besides those of the system; may be given several times' -r -F
complete -c fbdrawd -l image-dir -d 'Let clients draw picture files beneath this directory by their path; may be given several times [default: none]' -r -F
complete -c fbdrawd -l log -d 'What to log: off, error, warn, info, debug or trace [default: info]' -r
complete -c fbdrawd -l config -d 'Read settings from this TOML file; flags and the environment win over it' -r -F
complete -c fbdrawd -l check -d 'Look at everything, print what was found, exit; `settings`: say what is wrong with them, if anything' -r -f -a "all\t'The settings and the display'
settings\t'The settings'"
complete -c fbdrawd -l hold-console -d 'Put the console of --vt into graphics mode, write what it was into this file, exit; for a unit that keeps the last frame on the screen while the daemon is restarted' -r -F
complete -c fbdrawd -l release-console -d 'Give the console back as such a file says, remove it, exit' -r -F
complete -c fbdrawd -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fbdrawd -s V -l version -d 'Print version'
