#!/bin/sh
# podshift as a task's child that is known from outside: `sh markChild.sh FOLDER node MAIN spread ...` leaves a file named after
# its process with its words, then becomes that command. Where FOLDER has a file `slow`, the first task of part 0 of range 0
# waits until Spark runs that a second time, so that both are at work at once; for as many seconds as the file says at most.
folder=$1
shift
echo "$*" > "$folder/.$$" && mv "$folder/.$$" "$folder/child-$$"
case "$*" in
  *" apply "*" --range 0 "*" --part 0 "*)
    if [ -f "$folder/slow" ] && mkdir "$folder/slowed" 2> /dev/null; then
      left=$(cat "$folder/slow")
      # Also when the task is killed meanwhile: nobody waits for it then.
      while [ "$left" -gt 0 ] && kill -0 "$PPID" 2> /dev/null && [ "$(grep -lF -- "$*" "$folder"/child-* | wc -l)" -lt 2 ]; do
        sleep 1
        left=$((left - 1))
      done
    fi
    ;;
esac
exec "$@"
