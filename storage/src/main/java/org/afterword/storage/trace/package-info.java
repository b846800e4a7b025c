/** What was decided about each mail, and why, without its content. */
@NullMarked
package org.afterword.storage.trace;

import org.jspecify.annotations.NullMarked;
