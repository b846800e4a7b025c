/** The page that shows each mail before and after, on loopback. */
@NullMarked
package org.afterword.local.page;

import org.jspecify.annotations.NullMarked;
