/** What kind of mail this is, and whether it must be left alone. */
@NullMarked
package org.afterword.engine.classify;

import org.jspecify.annotations.NullMarked;
