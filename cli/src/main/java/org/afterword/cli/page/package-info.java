/** The page that shows each mail before and after, on loopback. */
@NullMarked
package org.afterword.cli.page;

import org.jspecify.annotations.NullMarked;
