/** The one form in which values are written down: JSON that a later version still reads, and an earlier one too. */
@NullMarked
package org.afterword.storage.json;

import org.jspecify.annotations.NullMarked;
