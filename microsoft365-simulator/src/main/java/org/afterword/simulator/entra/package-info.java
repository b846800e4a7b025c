/** Plays Microsoft's device login: a code is asked for, typed on a page, and turned into a token. */
@NullMarked
package org.afterword.simulator.entra;

import org.jspecify.annotations.NullMarked;
