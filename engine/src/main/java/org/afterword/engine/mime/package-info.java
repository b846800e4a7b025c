/** The structure of a message: its parts, their byte ranges, their text. */
@NullMarked
package org.afterword.engine.mime;

import org.jspecify.annotations.NullMarked;
