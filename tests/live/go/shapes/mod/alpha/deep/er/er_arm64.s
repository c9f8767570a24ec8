#include "textflag.h"
#include "funcdata.h"

TEXT ·CallFromAssembly(SB), 0, $8-8
	NO_LOCAL_POINTERS
	MOVD f+0(FP), R26
	MOVD (R26), R0
	CALL (R0)
	RET

TEXT ·CallFromFrame(SB), 0, $1024-8
	NO_LOCAL_POINTERS
	MOVD f+0(FP), R26
	MOVD (R26), R0
	CALL (R0)
	RET
