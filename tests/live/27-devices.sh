# Writing to a device is not changing who else may write to it.
. "$(dirname "$0")/lib.sh"
ACTS=$(go_bin acts)
start_logs || skip_all 'no log reader'
policy devices <<END
version = 1; extends = ( "go-base" );
syscalls = { allow = [ "@file-write" ]; };
END
guarded "$POLICY" "$ACTS" write /dev/null
status_is 'a granted device can be written' 0
new_case
guarded "$POLICY" /bin/chmod 666 /dev/null
nok 'its mode cannot be changed, not even to what it is' test "$STATUS" = 0
ok 'for want of permission' err_has 'Permission denied'
event 'and that is logged' '.kind == "violation" and .op == "open" and .path == "/dev/null" and .errno == "EACCES"'
is 'the device is as before' "$(stat -c %a:%u:%g /dev/null)" 666:0:0
done_testing
