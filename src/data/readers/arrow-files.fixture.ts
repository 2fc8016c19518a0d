import { gunzipSync } from "node:zlib";

const unpacked = (text: string): Uint8Array => new Uint8Array(gunzipSync(Buffer.from(text, "base64")));

/**
 * Files that pyarrow wrote, with 60 rows: x is i % 7 / 4, and c, a dictionary, is i % 3. Their buffers are compressed with LZ4
 * and Zstandard.
 */
export const packedByLz4 = () =>
  unpacked(
    "H4sIAIbhDGsC/9VUPU8CQRB9t7fCxZwBcxRnQiOxMLGysyABrCg0EhpbExtLSgsLo3/G0pKfYHk/gZLSgsIO38yNuJ4nvUNeZna+dt/OHqPp9Or6FFhTCgBt" +
      "iOwiRQM7SGhRIg9PNWeOaEc8EB3Nz5nVQJMVbXrK+shJrE90CY9SIuKWSPgTb2KxFftKONFYSjQ1Jr6h7tHZ7CEr2yMWnVf63zNPchvqccrrxc4qkrKiZJZq" +
      "NzivPY7xLeH52lrTpfabmrHxkp5xUOdR3pPD3xLuE1XqYXy0V+8yvxk+7dPMmJjxch7DvsLrbRuv2OsZZ0FNlcddwKNfw8Nv4XFuelzxf62PAp+r9EfNehH9" +
      "4H1C84C8e8WghWyRIFsS78SK+EjgHVpnWD9PmLgc/O5rffZoDvgcYxxOIkcjvD9s5tvRVyMvOLUbuLBZeZvT3M5XWP2sMseF2a81c/6P301O50j/Gz4BIcLR" +
      "tSIEAAA=",
  );
export const packedByZstd = () =>
  unpacked(
    "H4sIAIbhDGsC/9VUPUsDQRB9u7e5nHLgFVccImKhECvRQgIeaLBVlDQGbA78AyksLCz0V/gLLAUbIaWdbUoLiytTWgSxkTgzt5esdyS9E4bZnY83+3b20ul2" +
      "zy52gQnJEEAElmWE8NFAQCsSZWDIDCiHrSa9JY0lP6EsH02qiMhT1CvNsZR0jdSgEEV6RRrQj72BjY0Jl8OBxELSpsTYdyQ94mkP3tkeHtukgn9DeZzri0cL" +
      "r2d7VpaQKgpmoaBBG8FoYSbu+SKpWSdrpjXnpJu2twdXfDm7b4+jMV+2nLWq4RTYLK2XnZ+N5BHIOK9E1MhylXFdObe5/DwjM+g52FU+fYdPuoCPWcBnz9p2" +
      "xV/uVx2frvWp73M145/laCi+9eEh8tHn+HsJD5fbWLk7yJO+/nhq++btfv8vjtxbesqklFb4uj4u/JPirdm5xsKQX67cFd3JiX0Lxs7l1Z7j3eL2KnPL7XpQ" +
      "9nXi//F7ScjZkf+EX8EtjIUaBAAA",
  );

/** A stream that pyarrow wrote, with one column of each rarer type, in a batch of three rows and one of one row. */
export const streamOfTypes = () =>
  unpacked(
    "H4sIAIbhDGsC/81VO2sUURQ+d3Z2M8lucJBgphDZQsJ2LigSVGQNCCkibBnQYvNY2ECiSx6wISpbprCwFGwlpEhhYWkR8A+kSJEiRco0dgqCj/GcuffGO192" +
      "kqw23nD23jPfd8757jNxHMfVHFFI0oaoRAXKU8Ajbsonn7s2c6Qvsn30iLpsdbaI7VgR7bKFbB8Yf8V2j0343Z9xzEkKknvEfEvSss2ybTMeUsTVCjTAlUNm" +
      "aR3KE/4ttqsQt8AW8J98DQy2/0vqkCrzz5EZ1yQgGatcr/ottgrj1zWnJHhkOIKHpl9kqzNnSvO80OGR6RdWm0syfhL/qf1c84cjZw68XNRwcq+w7TBv23Cz" +
      "NMyaOe5pXr7XfObYvjH+xdGJazeTrF2JbSBZO6u1kuhWI5hX9C6yyDrjU3Hv+UveNd6/gL8UeCz5Opo7gBr4mNF8cy7R4JtdHDN1dnRM0Cv/fJK/kOSXdqC5" +
      "g8iVPEsr4utzK+fJni3xzNkaQl0SN7Oq16ZgdIlawYfZHq4tP2s3b0w0lxcXnpoYlhC/MeslrcQjfXNKSTXy/AQLDa5vlD6z9q5FZh2GzJ0JjRZydGW10Bmr" +
      "Htyc6fOO3krO1XslrTfnJ2u5qWyGtL4fStfMOTWunaGvDD1+t/qrgFcBrzlzlDYJ3zchfhPqbEP8e8D3YL0OgH8E/jHEByqNhwr2SaXnU1bpva1AfBX4Nchn" +
      "/cj40xDfUPa86daC+Bbk70B8F3xpl2DfqQ9f9Yn362fl8/5RzwY11Wi4NbpRpq9rZe5rb4/3q9w3bh/efLA1Guu3nuLHY/lDc8mKj/Q9I/O/UtoLqPM9Tje8" +
      "NyN3ygfFu5c/Tzj31uXh/IYh3oPezuvTu9kUv0in99ltPvAs11pn/TTuOaYydJzovc/2knZxXhYf7PPdek1nv1vqgu9WAD1+9+F9snkjwP/23bN1xgEfh/hJ" +
      "wC/q2/x1wLN8y5+G+TaA3wB+C/AW4G3A23BeOlCvC+ub9e7ju4XnO8tX5+D/m5+l175P9k06733xzrn/tsY6+Cfv527veOXcX+l/A93SZthoDAAA",
  );
