/** Mails that are made to stop us: generated, in any size. Other rooms test with them too. */
@NullMarked
package org.afterword.engine.hostile;

import org.jspecify.annotations.NullMarked;
