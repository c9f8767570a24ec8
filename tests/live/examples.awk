# What a document shows, one file for each display: TO/NNN.LINE.KIND. -v to=TO; the document is a man
# page of mdoc, or Markdown. The kind is said by the line in front of a display of a man page,
#   .\" KIND
# and by the word behind the fence in Markdown. Where neither is, the display is something to type:
# "session" when a line begins with "$ " (what is printed stands there, too), else "commands".
# In Markdown a fence without a word and without such a line is "text"; sh is "commands"; a display
# of either that begins with #! is a "script".
function plain(s) { # what a reader of a man page sees
	gsub(/\\\(dq/, "\"", s)
	gsub(/\\&/, "", s)
	gsub(/\\-/, "-", s)
	gsub(/\\e/, "\\", s)
	return s
}
function end_display(    file, kind) {
	kind = word
	if (body ~ /^#!/ && (word == "" || word == "sh"))
		kind = "script"
	else if (word == "sh" || word == "")
		kind = body ~ /(^|\n)\$ / ? "session" : (word == "" && markdown) ? "text" : "commands"
	file = sprintf("%s/%03d.%d.%s", to, ++n, line, kind)
	printf "%s", body >file
	close(file)
	body = word = ""
}
FNR == 1 { markdown = FILENAME ~ /\.md$/ }
markdown && /^```/ {
	if (inside)
		end_display()
	else {
		word = substr($0, 4)
		line = FNR
	}
	inside = !inside
	next
}
!markdown && /^\.\\" [a-z]+$/ { word = $2; next }
!markdown && /^\.Bd/ { inside = 1; line = FNR; next }
!markdown && /^\.Ed/ { inside = 0; end_display(); next }
!markdown && /^\.Dl/ { body = plain(substr($0, 5)) "\n"; line = FNR; end_display(); next }
inside { body = body (markdown ? $0 : plain($0)) "\n"; next }
!markdown { word = "" }
