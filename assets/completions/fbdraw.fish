# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_fbdraw_global_optspecs
    string join \n socket= wait= json h/help V/version
end

function __fish_fbdraw_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_fbdraw_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_fbdraw_using_subcommand
    set -l cmd (__fish_fbdraw_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c fbdraw -n "__fish_fbdraw_needs_command" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_needs_command" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_needs_command" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -s V -l version -d 'Print version'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "send" -d 'Send lines of JSON and print the replies'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "info" -d 'Show what the daemon draws on and what it can do'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "ping" -d 'Wait until everything sent before is drawn, and say how long the daemon took to answer'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "stats" -d 'Show what the daemon has done since it started'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "fonts" -d 'List the font families that texts can be set in, and where they come from'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "capture" -d 'Save the screen as a PNG'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "pixel" -d 'Print the colour of a pixel'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "checksum" -d 'Print the CRC-32 of the screen\'s R G B bytes'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "clear" -d 'Fill the whole screen'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "rotate" -d 'Turn the picture on the display, clockwise'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "image" -d 'Draw a picture file, which this program opens: PNG, JPEG, GIF, WebP, BMP or QOI'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "load" -d 'Have the daemon keep a picture, or fonts, under a name that everybody can draw with'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "drop" -d 'Have the daemon forget a picture, or fonts, that were loaded'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "rect" -d 'Draw a rectangle'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "rects" -d 'Fill many rectangles'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "line" -d 'Draw a straight line'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "polyline" -d 'Draw lines from point to point'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "polygon" -d 'Draw a closed polygon'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "circle" -d 'Draw a circle'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "ellipse" -d 'Draw an ellipse'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "arc" -d 'Draw a part of a circle'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "path" -d 'Draw SVG path data'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "pixels" -d 'Set single pixels'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "text" -d 'Draw text'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "copy" -d 'Copy a part of the screen elsewhere'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "qr" -d 'Draw a QR code'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "progress" -d 'Draw a bar that is filled in part'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "group" -d 'Draw commands as one picture'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "blank" -d 'Have the display sleep (on) or wake up (off)'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "wait-vsync" -d 'Wait for the display\'s next vertical blank, 100 ms at most'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "mode" -d 'Change the display\'s mode; the screen is black then'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "palette" -d 'Change the palette of a display whose pixels are indices; without colours back to the standard one'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "repaint" -d 'Show everything once more, where something else has written on the screen'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "peek" -d 'Read a register of hardware that the daemon\'s configuration names'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "poke" -d 'Write a register of hardware that the daemon\'s configuration names'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "pattern" -d 'Draw a test pattern: bars, greys, grids, corners, and which way is up'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "doctor" -d 'Look at the device, its driver, console and speed as a daemon would find them, and say what to do about it'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "demo" -d 'Draw a sample screen without a framebuffer or a running daemon, and save it as a PNG'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "gallery" -d 'Draw a picture of every kind of paint, stroke and group, as demo does, and save each as a PNG'
complete -c fbdraw -n "__fish_fbdraw_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand send" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand send" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand send" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand send" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand info" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand info" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand info" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand info" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand ping" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand ping" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand ping" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand ping" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand stats" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand stats" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand stats" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand stats" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand fonts" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand fonts" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand fonts" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand fonts" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand capture" -l rect -d 'Only this part of the screen' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand capture" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand capture" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand capture" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand capture" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand pixel" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand pixel" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand pixel" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand pixel" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand checksum" -l rect -d 'Only this part of the screen' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand checksum" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand checksum" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand checksum" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand checksum" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand clear" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand clear" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand clear" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand clear" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand rotate" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand rotate" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand rotate" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand rotate" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand image" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand image" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand image" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand image" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand load" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand load" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand load" -l font -d 'The file has fonts, and NAME is what texts will ask for: font=NAME'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand load" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand load" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand drop" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand drop" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand drop" -l font -d 'The name is that of a font family'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand drop" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand drop" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand rect" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand rect" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand rect" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand rect" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand rects" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand rects" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand rects" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand rects" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand line" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand line" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand line" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand line" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand polyline" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand polyline" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand polyline" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand polyline" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand polygon" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand polygon" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand polygon" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand polygon" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand circle" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand circle" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand circle" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand circle" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand ellipse" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand ellipse" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand ellipse" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand ellipse" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand arc" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand arc" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand arc" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand arc" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand path" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand path" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand path" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand path" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand pixels" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand pixels" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand pixels" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand pixels" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand text" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand text" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand text" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand text" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand copy" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand copy" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand copy" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand copy" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand qr" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand qr" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand qr" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand qr" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand progress" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand progress" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand progress" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand progress" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand group" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand group" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand group" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand group" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand blank" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand blank" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand blank" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand blank" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand wait-vsync" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand wait-vsync" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand wait-vsync" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand wait-vsync" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand mode" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand mode" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand mode" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand mode" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand palette" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand palette" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand palette" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand palette" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand repaint" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand repaint" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand repaint" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand repaint" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand peek" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand peek" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand peek" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand peek" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand poke" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand poke" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand poke" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand poke" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand pattern" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand pattern" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand pattern" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand pattern" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l device -d 'Draw on this framebuffer device [default: /dev/fb0]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l file -d 'Draw into this plain file instead, which is created or grown as needed and never cut short' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l size -d 'Width and height of the file\'s picture in pixels, such as 1280x720; of a device\'s, where its driver is wrong' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l format -d 'Pixel format of the file, by its DRM name [default: xrgb8888]; of a device, where its driver is wrong' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l stride -d 'Bytes from one row of the file to the next [default: no padding]; of a device, where its driver is wrong' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l offset -d 'Byte of the file at which the first pixel lies [default: 0]; of a device\'s memory, where its driver is wrong' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l memory -d 'Bytes of a device\'s memory, where its driver says too few' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l buffer -d 'Where to draw: in the mapping itself (direct), in memory first (shadow), in memory first and with two pages that are shown in turn (flip), or as suits the device (auto: direct or shadow)' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l rotate -d 'By how many degrees the picture is turned clockwise on the display: 0, 90, 180 or 270 [default: 0]' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l wait-vsync -d 'Whether each frame waits for the display\'s vertical blank before it is copied or flipped [default: false]' -r -f -a "true\t''
false\t''"
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l vt -d 'The virtual terminal to keep from drawing on the screen: the one that is shown there (auto), none, or a number, which is switched to [default: auto]' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l config -d 'Read the daemon\'s settings from this TOML file; flags and the environment win over it' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l measure -d 'Whether the memory\'s speed is measured, by reading and writing back its first MiB: always, never, or with writing left out where a program may have the device open, whose pixels could be lost, and where the device is no framebuffer (auto)' -r -f -a "auto\t''
always\t''
never\t''"
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand doctor" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand demo" -l size -d 'The screen\'s size: the same scene fits any, upright ones too' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand demo" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand demo" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand demo" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand demo" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand gallery" -l socket -d 'The daemon\'s socket [default: $FBDRAW_SOCKET, $XDG_RUNTIME_DIR/fbdraw.sock, /run/fbdraw/fbdraw.sock]' -r -F
complete -c fbdraw -n "__fish_fbdraw_using_subcommand gallery" -l wait -d 'How long to wait for a daemon that is still starting' -r
complete -c fbdraw -n "__fish_fbdraw_using_subcommand gallery" -l json -d 'Print results as JSON'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand gallery" -s h -l help -d 'Print help'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "send" -d 'Send lines of JSON and print the replies'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "info" -d 'Show what the daemon draws on and what it can do'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "ping" -d 'Wait until everything sent before is drawn, and say how long the daemon took to answer'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "stats" -d 'Show what the daemon has done since it started'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "fonts" -d 'List the font families that texts can be set in, and where they come from'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "capture" -d 'Save the screen as a PNG'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "pixel" -d 'Print the colour of a pixel'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "checksum" -d 'Print the CRC-32 of the screen\'s R G B bytes'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "clear" -d 'Fill the whole screen'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "rotate" -d 'Turn the picture on the display, clockwise'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "image" -d 'Draw a picture file, which this program opens: PNG, JPEG, GIF, WebP, BMP or QOI'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "load" -d 'Have the daemon keep a picture, or fonts, under a name that everybody can draw with'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "drop" -d 'Have the daemon forget a picture, or fonts, that were loaded'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "rect" -d 'Draw a rectangle'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "rects" -d 'Fill many rectangles'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "line" -d 'Draw a straight line'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "polyline" -d 'Draw lines from point to point'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "polygon" -d 'Draw a closed polygon'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "circle" -d 'Draw a circle'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "ellipse" -d 'Draw an ellipse'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "arc" -d 'Draw a part of a circle'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "path" -d 'Draw SVG path data'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "pixels" -d 'Set single pixels'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "text" -d 'Draw text'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "copy" -d 'Copy a part of the screen elsewhere'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "qr" -d 'Draw a QR code'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "progress" -d 'Draw a bar that is filled in part'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "group" -d 'Draw commands as one picture'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "blank" -d 'Have the display sleep (on) or wake up (off)'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "wait-vsync" -d 'Wait for the display\'s next vertical blank, 100 ms at most'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "mode" -d 'Change the display\'s mode; the screen is black then'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "palette" -d 'Change the palette of a display whose pixels are indices; without colours back to the standard one'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "repaint" -d 'Show everything once more, where something else has written on the screen'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "peek" -d 'Read a register of hardware that the daemon\'s configuration names'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "poke" -d 'Write a register of hardware that the daemon\'s configuration names'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "pattern" -d 'Draw a test pattern: bars, greys, grids, corners, and which way is up'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "doctor" -d 'Look at the device, its driver, console and speed as a daemon would find them, and say what to do about it'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "demo" -d 'Draw a sample screen without a framebuffer or a running daemon, and save it as a PNG'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "gallery" -d 'Draw a picture of every kind of paint, stroke and group, as demo does, and save each as a PNG'
complete -c fbdraw -n "__fish_fbdraw_using_subcommand help; and not __fish_seen_subcommand_from send info ping stats fonts capture pixel checksum clear rotate image load drop rect rects line polyline polygon circle ellipse arc path pixels text copy qr progress group blank wait-vsync mode palette repaint peek poke pattern doctor demo gallery help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
