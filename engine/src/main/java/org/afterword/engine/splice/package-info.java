/** Changes to a message as values: what is put where, and how to take it back. */
@NullMarked
package org.afterword.engine.splice;

import org.jspecify.annotations.NullMarked;
