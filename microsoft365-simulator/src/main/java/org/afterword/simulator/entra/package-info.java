/** Microsoft's device login: a client asks for a code, a person types it on a page, the client gets a token. */
@NullMarked
package org.afterword.simulator.entra;

import org.jspecify.annotations.NullMarked;
