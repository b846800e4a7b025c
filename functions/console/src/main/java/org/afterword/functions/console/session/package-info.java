/** A browser's session: by which cookie it comes, for whom it speaks, and what the browser sees of it. */
@NullMarked
package org.afterword.functions.console.session;

import org.jspecify.annotations.NullMarked;
