/** Holds the engine's promises against any folder of mail. */
@NullMarked
package org.afterword.local.corpus;

import org.jspecify.annotations.NullMarked;
