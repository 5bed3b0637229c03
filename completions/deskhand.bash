# Completion of deskhand for bash. To load it: source <(deskhand completion bash)
#
# `deskhand completion words` gets the words up to the cursor and answers with lines of a word, a tab and its description;
# `:files` and `:folders` where paths may stand. The program is called as it was typed.
_deskhand() {
  local value current=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  while IFS=$'\t' read -r value _; do
    case $value in
      :files | :folders)
        compopt -o filenames 2>/dev/null
        local kind=-f
        [[ $value == :files ]] || kind=-d
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen "$kind" -- "$current")
        ;;
      *) COMPREPLY+=("$value") ;;
    esac
  done < <("${COMP_WORDS[0]}" completion words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _deskhand deskhand
