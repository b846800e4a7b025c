/** What all pages look like: the one style sheet and the one logo. */
@NullMarked
package org.afterword.functions.console.page;

import org.jspecify.annotations.NullMarked;
