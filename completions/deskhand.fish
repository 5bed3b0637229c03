# Completion of deskhand for fish. To load it: deskhand completion fish | source
# What it calls and what comes back is told in deskhand.bash.
function __deskhand_complete
    set -l current (commandline -ct)
    set -l words (commandline -opc) "$current"
    for line in ($words[1] completion words -- $words[2..-1] 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path "$current"
            case :folders
                __fish_complete_directories "$current"
            case '*'
                echo $line
        end
    end
end
complete -c deskhand -f -a '(__deskhand_complete)'
