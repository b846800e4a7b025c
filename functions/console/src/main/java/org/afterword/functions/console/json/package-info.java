/** JSON as administrators write it: read strictly, every fault named at its place. */
@NullMarked
package org.afterword.functions.console.json;

import org.jspecify.annotations.NullMarked;
